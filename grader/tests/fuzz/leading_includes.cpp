// The beginning of a source.
#include "compile/leading_includes.hpp"

#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = text_of(data, size);
    for (const LeadingIncludes::Include& include : leading_includes(text).includes) {
        must(!include.name.empty(), "a header has a name");
        must(include.name.find_first_of("\n\r") == std::string::npos, "a name is in one line");
    }
    return 0;
}
