#include "class/similar/work.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "class/lines.hpp"
#include "class/similar/plain_code.hpp"

namespace grader {

Work work_of(std::string id, std::vector<SourceFile> files) {
    std::sort(files.begin(), files.end(),
              [](const SourceFile& one, const SourceFile& other) { return one.name < other.name; });
    Work work;
    work.id = std::move(id);
    for (const SourceFile& file : files) {
        work.files.push_back({file.name, static_cast<int>(work.lines.size()) + 1});
        for (std::string& line : split_lines(file.text)) work.lines.push_back(std::move(line));
        for (std::string& line : split_lines(plain_code(file.text))) work.plain.push_back(std::move(line));
        work.plain.resize(work.lines.size());
    }
    return work;
}

}  // namespace grader
