// Names of files and directories, a line each, and what a submission is made of by them.
#include "submission/names.hpp"

#include <algorithm>
#include <sstream>

#include "input.hpp"
#include "submission/archive_tree.hpp"
#include "submission/contents.hpp"
#include "submission/submission.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<ArchivedEntry> entries;
    std::istringstream lines(text_of(data, size));
    for (std::string name; std::getline(lines, name);) {
        (void)copied_name(name);
        (void)lab_named(name);
        (void)why_no_source(name);
        const bool is_directory = !name.empty() && name.back() == '/';
        const Role role = role_of(name).role;
        entries.push_back({name, is_directory ? EntryKind::directory : EntryKind::file, 1,
                           role == Role::unit || role == Role::header, "int x;"});
    }
    const auto tree = tree_of("hw.zip", entries);
    for (const Wanted& wanted :
         {Wanted{{4, 5}, std::nullopt}, Wanted{{4, 5}, 4}, Wanted{{7}, std::nullopt}}) {
        for (const LabSources& lab : read_submission(*tree, wanted).labs) {
            must(lab.files.size() <= entries.size(), "there is no file that was not handed in");
            must(!lab.files.empty() || !lab.complaint.empty(), "nothing to build has a reason");
            must(lab.left_out.size() <= entries.size() + 301, "few are named");
        }
    }
    return 0;
}
