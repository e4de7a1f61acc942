// Bug 4, the part that does not compile: an initializer_list in the expression of a co_await.
#include <initializer_list>

#include "lazy.hpp"

Lazy<int> sum(std::initializer_list<int> numbers) {
    int all = 0;
    for (const int number : numbers) all += number;
    co_return all;
}

Lazy<int> use() {
    const int all = co_await sum({1, 2, 3});
    co_return all;
}

int main() {
    use().run();
}
