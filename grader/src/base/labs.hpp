// The labs and the practice exercises that the grader knows. Whatever depends on which of them a server is
// written for asks a property of this table, never a number.
#pragma once

#include <span>
#include <string>

namespace grader {

/// How the servers of a lab serve many clients.
enum class Model {
    threads,  ///< one that blocks for each connection
    tasks,    ///< coroutines on the workers of an event loop, with the flags of Lab 5
    loop,     ///< one thread that looks after all of them
};

struct Lab {
    int number;          ///< unique; what documents call it. Those of practice are above first_practice
    const char* rubric;  ///< path in the repository; a course that hands out one lab has no other's
    Model model;
    bool has_runtime;  ///< its programs are linked with the provided runtime

    [[nodiscard]] bool has_threads() const { return model == Model::threads; }
    [[nodiscard]] bool is_practice() const;
    /// What a submission calls it: "lab4", "practice1".
    [[nodiscard]] std::string directory() const;
    /// As a phrase: "lab 4", "practice 1".
    [[nodiscard]] std::string phrase() const;
    /// What the command line calls it: "--lab 4", "--practice 1".
    [[nodiscard]] std::string option() const;
};

/// Practice N has the number first_practice + N: no lab will.
constexpr int first_practice = 1'000;

[[nodiscard]] constexpr bool is_practice(int lab) {
    return lab > first_practice;
}

/// What people call it: "Lab 4", "Practice 1". These take any number: a document may be about a lab of
/// another version of the course.
[[nodiscard]] std::string lab_name(int lab);
/// "lab 4", "practice 1": within a sentence.
[[nodiscard]] std::string lab_phrase(int lab);
/// "lab4", "practice1": its directory, and its name for machines.
[[nodiscard]] std::string lab_directory(int lab);
/// "Lab4", "Practice1": what its checks are called by as GoogleTest tests.
[[nodiscard]] std::string suite_of(int lab);
/// "--lab 4", "--practice 1".
[[nodiscard]] std::string lab_option(int lab);

/// The number of "4", "lab4", "lab 4", "practice2"; 0 if it is none of these.
[[nodiscard]] int lab_number(std::string name);

/// All that there are, labs first, whether this copy of the course has them or not.
[[nodiscard]] std::span<const Lab> all_labs();

/// Of a number that there is.
[[nodiscard]] const Lab& properties_of(int lab);

}  // namespace grader
