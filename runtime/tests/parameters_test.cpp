// What a coroutine may take, and what it may be: everything that lives in its own frame. What it may not is
// in mistakes/.
#include <functional>
#include <string>
#include <vector>

#include "running.hpp"

namespace rt {
namespace {

template <class Work>
Task<int> call(Work work) {
    co_await yield_now();
    co_return work();
}

TEST(Parameters, FunctionObjectsAreTakenByValue) {
    EXPECT_EQ(run([](std::string text) -> Task<int> {
                  auto length = [text] { return static_cast<int>(text.size()); };
                  std::function<int()> function = length;
                  const int first = co_await call(length);
                  const int second = co_await call(function);
                  const int third = co_await call(std::bind(length));
                  co_return first + second + third;
              }("four")),
              12);
}

struct Adder {
    Task<int> operator()(int one, int other) const {
        co_await yield_now();
        co_return one + other;
    }
    template <class T>
    Task<T> operator()(T one, T other, T third) const {
        co_await yield_now();
        co_return one + other + third;
    }
};

TEST(Parameters, WhatHasNoMembersMayBeACoroutine) {
    EXPECT_EQ(run([]() -> Task<int> {
                  auto twice = [](auto number) -> Task<int> {
                      co_await yield_now();
                      co_return 2 * number;
                  };
                  const int first = co_await twice(1);
                  const int second = co_await Adder{}(10, 20);
                  const int third = co_await Adder{}(100, 200, 300);
                  co_return first + second + third;
              }()),
              632);
}

class Counter {
 public:
    Task<> count(int more) {
        co_await yield_now();
        sum_ += more;
    }
    [[nodiscard]] int sum() const { return sum_; }

 private:
    int sum_ = 0;
};

Task<> count_twice(Counter& counter) {
    co_await counter.count(1);
    co_await counter.count(2);
}

TEST(Parameters, AnObjectThatOutlivesTheTaskIsTheFirst) {
    Counter counter;
    run(count_twice(counter));
    EXPECT_EQ(counter.sum(), 3);
}

TEST(Parameters, ALambdaThatOnlyCallsACoroutineMayHaveCaptures) {
    Counter counter;
    run([](Counter* given) -> Task<> {
        auto body = [given](TaskGroup& group) {
            group.spawn(given->count(4));
            return group.join();
        };
        co_await with_group(body);
    }(&counter));
    EXPECT_EQ(counter.sum(), 4);
}

template <class T>
struct Wrapped {
    T wrapped;
};

template <class T>
auto made_in_a_template(T number) {
    return [number](const std::vector<T>& /*more*/) { return number; };
}

TEST(Parameters, ALambdaIsKnownByItsType) {
    auto plain = [] {};
    auto generic = [](auto number) { return number; };
    auto takes_another = [](decltype(plain) /*other*/) {};
    auto templated = made_in_a_template(1);
    auto makes_a_type = [] {
        struct Local {};
        return Local();
    };
    EXPECT_TRUE(detail::is_lambda<decltype(plain)>());
    EXPECT_TRUE(detail::is_lambda<decltype(generic)>());
    EXPECT_TRUE(detail::is_lambda<decltype(takes_another)>());
    EXPECT_TRUE(detail::is_lambda<decltype(templated)>());
    EXPECT_FALSE(detail::is_lambda<decltype(makes_a_type())>());
    EXPECT_FALSE(detail::is_lambda<Wrapped<decltype(plain)>>());
    EXPECT_FALSE(detail::is_lambda<std::function<void()>>());
    EXPECT_FALSE(detail::is_lambda<Adder>());
    EXPECT_FALSE(detail::is_lambda<int>());
}

}  // namespace
}  // namespace rt
