// A rubric, as a student's clone may have it.
#include "result/rubric.hpp"

#include "base/error.hpp"
#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const UniqueFd file = file_with(text_of(data, size));
    try {
        const Rubric rubric = load_rubric(path_of(file));
        must(rubric.total_points() == full_points(rubric.lab), "a rubric has all points");
    } catch (const UserError& error) {
        must(*error.what() != '\0', "an error says something");
    }
    return 0;
}
