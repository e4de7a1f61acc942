// The last result of a grading of one's own, kept in the course's build/ directory, if it has one, for `./lab
// hint`, with how much of each cause has been told. What can't be kept is not: no grading fails for it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "report/hints.hpp"
#include "result/document.hpp"

namespace grader {

class LastResult {
 public:
    /// `root`: the course repository.
    explicit LastResult(const std::filesystem::path& root);

    /// A report of it was made that told as much.
    void keep(const ResultDocument& document, Hints hints) const;

    /// Nothing, if there is none that can be read.
    [[nodiscard]] std::optional<ResultDocument> document() const;

    /// How much was told of this cause by now.
    [[nodiscard]] Hints told_of(const std::string& cause) const;
    void note(const std::string& cause, Hints hints) const;

 private:
    [[nodiscard]] std::map<std::string, int> levels() const;

    std::filesystem::path document_;
    std::filesystem::path levels_;
};

}  // namespace grader
