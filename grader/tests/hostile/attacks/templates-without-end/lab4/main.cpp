template <int n, class A, class B>
struct Twice {
    using Left = typename Twice<n - 1, A, Twice<n, A, B>>::Type;
    using Type = typename Twice<n - 1, Left, B>::Type;
};
template <class A, class B>
struct Twice<0, A, B> {
    using Type = A;
};
int main() { return sizeof(Twice<400, int, char>::Type); }
