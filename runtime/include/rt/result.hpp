// What an operation that may fail in the ordinary course of things gives back: a value, or an errno. Whoever
// looks at the value of a failure gets the error as an exception. Programmer errors are exceptions at once.
#pragma once

#include <cerrno>
#include <system_error>
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
}  // namespace detail

/// An errno on its way to a Result: `return Failure(ETIMEDOUT);`
struct Failure {
    explicit Failure(int error) : errno_value(error) {}
    int errno_value;
};

template <class T = void>
class [[nodiscard("look at the result: the operation may have failed")]] Result {
 public:
    Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure failure) : outcome_(std::in_place_index<1>, failure) {}

    explicit operator bool() const {
        return outcome_.index() == 0;
    }
    /// The errno, 0 for success.
    [[nodiscard]] int error() const {
        return *this ? 0 : std::get<1>(outcome_).errno_value;
    }
    [[nodiscard]] bool cancelled() const {
        return error() == ECANCELED;
    }

    T& value()& {
        return check(), std::get<0>(outcome_);
    }
    const T& value() const& {
        return check(), std::get<0>(outcome_);
    }
    T&& value()&& {
        return check(), std::get<0>(std::move(outcome_));
    }
    T& operator*()& {
        return value();
    }
    const T& operator*() const& {
        return value();
    }
    T&& operator*()&& {
        return std::move(*this).value();
    }
    T* operator->() {
        return &value();
    }

 private:
    void check() const {
        if (!*this) detail::throw_error(error());
    }
    std::variant<T, Failure> outcome_;
};

template <>
class [[nodiscard("look at the result: the operation may have failed")]] Result<void> {
 public:
    Result() = default;
    Result(Failure failure) : error_(failure.errno_value) {}

    explicit operator bool() const {
        return error_ == 0;
    }
    [[nodiscard]] int error() const {
        return error_;
    }
    [[nodiscard]] bool cancelled() const {
        return error_ == ECANCELED;
    }
    void value() const {
        if (error_ != 0) detail::throw_error(error_);
    }

 private:
    int error_ = 0;
};

}  // namespace rt
