constexpr unsigned long turn(unsigned long n) {
    unsigned long sum = 0;
    for (unsigned long i = 0; i < 260000; ++i) sum += i ^ n;
    return sum;
}
template <unsigned long n>
struct Chain {
    static constexpr unsigned long value = turn(n) + Chain<n - 1>::value;
};
template <>
struct Chain<0> {
    static constexpr unsigned long value = 0;
};
int main() { return static_cast<int>(Chain<800>::value); }
