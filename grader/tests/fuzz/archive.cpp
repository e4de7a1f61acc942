// An archive that was handed in, read in this process, and what is made of it.
#include "input.hpp"
#include "submission/archive_tree.hpp"
#include "submission/limits.hpp"
#include "submission/submission.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const UniqueFd file = file_with(text_of(data, size));
    try {
        const auto tree = tree_of("lab4.zip", unpack(file.get(), "lab4.zip"));
        for (const LabSources& lab : read_submission(*tree, {{4, 5}, std::nullopt}).labs) {
            must(!lab.what_was_read().empty(), "it is said what was read");
            for (const SourceFile& source : lab.files) {
                must(source.name.rfind("lab", 0) == 0, "a source is the lab's");
                must(source.name.find("/../") == std::string::npos, "no name leads out");
                must(source.name.size() <= most_path_bytes, "a name is short");
            }
        }
    } catch (const Unreadable& error) {
        must(*error.what() != '\0', "a refusal has a reason");
    }
    return 0;
}
