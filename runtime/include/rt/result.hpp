// What an operation that may fail in the ordinary course of things gives back: a value, or an errno. Whoever
// looks at the value of a failure gets the error as an exception. Programmer errors are exceptions at once.
#pragma once

#include <cerrno>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

namespace rt {

/// Thrown where a cancelled operation has no Result to say so (sleep, join, lock). Cancellation is sticky:
/// every later wait of the task ends with it, too. Nobody but the joiner needs to catch it.
class Cancelled : public std::system_error {
 public:
    Cancelled() : std::system_error(ECANCELED, std::generic_category(), "the task was cancelled") {}
};

namespace detail {

[[noreturn]] inline void throw_error(int error) {
    if (error == ECANCELED) throw Cancelled();
    throw std::system_error(error, std::generic_category());
}

/// The result of a system call, if it is not negative; throws std::system_error otherwise.
inline int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
}

/// How a T that may be void is kept.
template <class T>
using NotVoid = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

}  // namespace detail

/// An errno on its way to a Result: `return Failure(ETIMEDOUT);`
struct Failure {
    explicit Failure(int error) : errno_value(error) {}
    int errno_value;
};

template <class T = void>
class [[nodiscard("look at the result: the operation may have failed")]] Result;

template <class T>
class Result {
 public:
    using Value = detail::NotVoid<T>;

    Result() requires std::is_void_v<T> {}
    Result(Value value) : outcome_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure failure) : outcome_(std::in_place_index<1>, failure) {}

    explicit operator bool() const { return outcome_.index() == 0; }
    /// The errno, 0 for success.
    [[nodiscard]] int error() const { return *this ? 0 : std::get<1>(outcome_).errno_value; }
    [[nodiscard]] bool cancelled() const { return error() == ECANCELED; }

    /// Throws Cancelled or std::system_error if there is none.
    Value& value() & { return check(), std::get<0>(outcome_); }
    const Value& value() const& { return check(), std::get<0>(outcome_); }
    Value&& value() && { return check(), std::get<0>(std::move(outcome_)); }
    Value& operator*() & { return value(); }
    const Value& operator*() const& { return value(); }
    Value&& operator*() && { return std::move(*this).value(); }
    Value* operator->() { return &value(); }

 private:
    void check() const {
        if (!*this) detail::throw_error(error());
    }
    std::variant<Value, Failure> outcome_;
};

}  // namespace rt
