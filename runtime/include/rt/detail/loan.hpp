// A coroutine that was given a connection by reference. That is right as long as somebody keeps the
// connection until the coroutine has ended, and the compiler can't tell. So RT_LINT looks: it names a
// coroutine whose connection is closed before that.
#pragma once

#include "rt/task.hpp"

namespace rt::detail {

class Source;
struct Loan;

/// The borrower is a function's name. Only where somebody looks: Context::is_observed.
Loan* begin_loan(const Source& lent, const char* borrower);
void end_loan(Loan* loan);

/// The types of connections.
template <class T>
inline constexpr bool is_connection = false;

/// What the compiler makes for a coroutine that takes a connection by reference.
template <class T, class Connection, class... Others>
class BorrowingPromise : public CheckedPromise<T, Connection&, Others...> {
 public:
    template <class... Arguments>
    explicit BorrowingPromise(const Connection& lent, const Arguments&...) : lent_(lent) {}
    ~BorrowingPromise() {
        if (loan_ != nullptr) end_loan(loan_);
    }
    Task<T> get_return_object(const char* function = __builtin_FUNCTION()) {
        if (this_context.is_observed) loan_ = begin_loan(lent_.source(), function);
        return CheckedPromise<T, Connection&, Others...>::get_return_object(function);
    }

 private:
    const Connection& lent_;
    Loan* loan_ = nullptr;
};

}  // namespace rt::detail

template <class T, class Connection, class... Others>
requires rt::detail::is_connection<Connection>
struct std::coroutine_traits<rt::Task<T>, Connection&, Others...> {
    using promise_type = rt::detail::BorrowingPromise<T, Connection, Others...>;
};
