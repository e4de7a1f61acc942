// What the parameters of a coroutine may be. A coroutine goes on when its caller may be gone: so it must not
// refer to what dies with the caller, be it by a reference, or by the captures of a lambda.
//
// The object that a coroutine belongs to, if it is a lambda or another member function, is the first
// parameter here: a reference, const if the function is. Nothing tells it from a reference that the function
// itself has as its first parameter, so the messages name both.
#pragma once

#include <string_view>
#include <type_traits>

namespace rt {

/// References to these may be parameters of a coroutine: whoever hands them out outlives the coroutine.
template <class T>
inline constexpr bool outlives_its_tasks = false;

namespace detail {

/// Only a lambda's type has no name of its own: compilers write <lambda(int)> or (lambda at main.cpp:3:5).
template <class T>
constexpr bool is_lambda() {
    std::string_view name = __PRETTY_FUNCTION__;
    const std::string_view begin = "T = ";
    name = name.substr(name.find(begin) + begin.size());
    name.remove_suffix(1);  // a bracket
    if (name.substr(0, 8) == "(lambda ") return true;
    // The last part of the name is the type's own. What stands before it is where the lambda was written.
    int depth = 0;
    for (std::size_t at = name.size(); at-- > 0;) {
        if (name[at] == '>') ++depth;
        if (name[at] == '<' && --depth == 0) return name.substr(at, 7) == "<lambda";
        if (depth == 0) return false;
    }
    return false;
}

struct Callable {
    void operator()();
};
template <class T>
struct AlsoCallable : T, Callable {};

/// Has an operator(): one whose address can be taken; or several, or a template. AlsoCallable has another one
/// then, and it is not clear any more whose is meant.
template <class T>
concept FunctionObject = std::is_class_v<T> &&
    (requires { &T::operator(); } ||
     (
         requires { sizeof(T); } && !std::is_final_v<T> && !requires { &AlsoCallable<T>::operator(); }));

/// A parameter that may dangle: a reference, other than to something that outlives the coroutine.
template <class T>
inline constexpr bool may_dangle = std::is_reference_v<T> && !outlives_its_tasks<std::remove_cvref_t<T>>;

/// What the first parameter is, if it is a reference.
enum class Object { none, allowed, constant, lambda_with_captures, function_object_with_members };

template <class Reference, class T = std::remove_cvref_t<Reference>>
constexpr Object object() {
    if constexpr (!may_dangle<Reference> || !std::is_class_v<T>)
        return Object::none;
    else if constexpr (FunctionObject<T>)
        return std::is_empty_v<T> ? Object::allowed
               : is_lambda<T>()   ? Object::lambda_with_captures
                                  : Object::function_object_with_members;
    else if constexpr (std::is_lvalue_reference_v<Reference> &&
                       !std::is_const_v<std::remove_reference_t<Reference>>)
        return Object::allowed;
    else
        return Object::constant;
}

/// Nothing but messages: each says what is wrong, and what to write instead.
template <class First, class... Others>
constexpr void check_parameters() {
    static_assert(object<First>() != Object::lambda_with_captures,
                  "a lambda with captures must not be a coroutine, nor be taken by one as a reference: the "
                  "captures die with the lambda, while the coroutine still uses them. Make them parameters: "
                  "[](int fd) -> rt::Task<> { … }(fd)");
    static_assert(object<First>() != Object::function_object_with_members,
                  "the operator() of a function object with members must not be a coroutine, nor may one "
                  "take such an object as a reference: the members die with the object, while the coroutine "
                  "still uses them. Make them parameters, or take the object by value");
    static_assert(object<First>() != Object::constant,
                  "a coroutine must not take references: what they refer to may be gone when it goes on "
                  "after a co_await. Take the parameter by value. (If this is a member function, which looks "
                  "the same here: declare it without const and without &&, and see that the object outlives "
                  "the coroutine)");
    static_assert((object<First>() != Object::none || !may_dangle<First>)&&(!may_dangle<Others> && ...),
                  "a coroutine must not take references: what they refer to may be gone when it goes on "
                  "after a co_await. Take the parameter by value");
}
template <class... None>
requires(sizeof...(None) == 0) constexpr void check_parameters() {}

}  // namespace detail
}  // namespace rt
