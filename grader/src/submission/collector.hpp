// Reads the sources of one lab out of its directory, and notes what it leaves there and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "submission/submission.hpp"

namespace grader {

class Collector {
 public:
    Collector(const Tree& tree, LabSources& sources, bool is_clone)
        : tree_(tree), sources_(sources), is_clone_(is_clone) {}

    /// `place` is what is called like the lab, whatever it is.
    void collect(const Entry& place);

    /// Directories that are git repositories of their own, and have their files here all the same.
    [[nodiscard]] const std::vector<std::string>& nested_repositories() const { return nested_repositories_; }

 private:
    void walk(const std::string& directory, const std::string& shown, int depth);
    void take(const Entry& entry, const std::string& shown, bool is_unit);
    [[nodiscard]] bool leave_out_by_kind(const Entry& entry);
    void leave_out(const Entry& entry, std::string reason);
    [[nodiscard]] std::string nothing_to_build(const Entry& place) const;
    [[nodiscard]] std::optional<std::string> why_built(const Entry& directory) const;
    [[nodiscard]] bool holds_a_source(const std::string& directory, int depth) const;

    const Tree& tree_;
    LabSources& sources_;
    const bool is_clone_;
    std::uintmax_t bytes_ = 0;
    int directories_ = 0;
    std::string too_much_;  // the complaint, once the lab is more than homework can be
    int not_named_ = 0;     // files that were left out behind most_left_out others
    // What stands directly in the lab's directory, for who has no source there.
    std::vector<std::string> seen_;
    std::vector<std::string> nested_repositories_;
};

}  // namespace grader
