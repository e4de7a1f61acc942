#include "class/similar/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "class/lines.hpp"
#include "class/similar/plain_code.hpp"

namespace grader {

namespace {

// The figures behind these are in docs/decisions/0014.
constexpr int shortest_handed_out = 16;
constexpr int shortest_common = 24;
constexpr int least_own_tokens = 100;
// More is no homework, and what is very repetitive takes the square of it.
constexpr std::size_t most_bytes = std::size_t{300} << 10U;
constexpr int most_own_tokens = 20'000;
// How many are compared with all others at once: what is said of them has to fit into the memory.
constexpr std::size_t at_once = 25;

}  // namespace

Comparison::Comparison(std::vector<Work> works, const std::string& handed_out)
    : works_(std::move(works)),
      sim_(directory_.path()),
      own_tokens_(works_.size()),
      handed_out_(works_.size()) {
    const int course = static_cast<int>(works_.size());
    sim_.write(course, plain_code(handed_out));
    std::vector<int> readable;
    for (std::size_t work = 0; work < works_.size(); ++work) {
        const std::string text = joined_lines(works_[work].plain);
        handed_out_[work].resize(works_[work].plain.size());
        if (text.size() > most_bytes) continue;
        sim_.write(static_cast<int>(work), text);
        readable.push_back(static_cast<int>(work));
    }
    if (readable.empty()) return;
    for (const SimRun& run : sim_.compare(readable, {course}, shortest_handed_out).runs) {
        std::vector<bool>& lines = handed_out_[static_cast<std::size_t>(run.here)];
        const auto last = std::min(lines.size(), static_cast<std::size_t>(run.lines.last));
        for (auto line = static_cast<std::size_t>(run.lines.first); line <= last; ++line)
            lines[line - 1] = true;
    }
    for (const int number : readable) {
        const auto work = static_cast<std::size_t>(number);
        std::vector<std::string> own = works_[work].plain;
        for (std::size_t line = 0; line < own.size(); ++line) {
            if (handed_out_[work][line]) own[line].clear();
        }
        sim_.write(number, joined_lines(own));
    }
    // Told by a comparison with nothing.
    sim_.write(course, "");
    for (const auto& [number, tokens] : sim_.compare(readable, {course}, shortest_common).tokens) {
        if (number == course) continue;
        own_tokens_[static_cast<std::size_t>(number)] = tokens;
        if (tokens >= least_own_tokens && tokens <= most_own_tokens) compared_.push_back(number);
    }
}

bool Comparison::is_handed_out(std::size_t work, int line) const {
    return handed_out_[work].at(static_cast<std::size_t>(line - 1));
}

std::string Comparison::why_not(std::size_t work) const {
    const std::vector<std::string>& lines = works_[work].plain;
    if (lines.empty()) return "there is no source";
    if (joined_lines(lines).size() > most_bytes || own_tokens_[work] > most_own_tokens)
        return "it is too long";
    if (own_tokens_[work] < least_own_tokens) return "hardly anything is its own";
    return {};
}

std::vector<Likeness> Comparison::alike(double least, const std::function<void(std::size_t)>& done) const {
    // Tokens of one that are in the other one, too.
    std::map<std::pair<int, int>, int> common;
    for (std::size_t first = 0; first < compared_.size(); first += at_once) {
        const std::size_t behind = std::min(first + at_once, compared_.size());
        const std::vector<int> these(compared_.begin() + static_cast<std::ptrdiff_t>(first),
                                     compared_.begin() + static_cast<std::ptrdiff_t>(behind));
        for (const SimRun& run : sim_.compare(these, compared_, shortest_common).runs)
            common[{run.here, run.there}] += run.tokens;
        done(behind);
    }
    std::vector<Likeness> pairs;
    for (std::size_t one = 0; one < compared_.size(); ++one) {
        for (std::size_t other = one + 1; other < compared_.size(); ++other) {
            const int a = compared_[one];
            const int b = compared_[other];
            const auto of_a = common.find({a, b});
            const auto of_b = common.find({b, a});
            const int both =
                (of_a == common.end() ? 0 : of_a->second) + (of_b == common.end() ? 0 : of_b->second);
            const auto first = static_cast<std::size_t>(a);
            const auto second = static_cast<std::size_t>(b);
            const double share = std::min(1.0, double(both) / (own_tokens_[first] + own_tokens_[second]));
            if (share >= least) pairs.push_back({first, second, share});
        }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Likeness& one, const Likeness& other) { return one.share > other.share; });
    return pairs;
}

std::vector<Match> Comparison::matches(const Likeness& pair) const {
    std::vector<Match> matches;
    for (const SimRun& run :
         sim_.compare({static_cast<int>(pair.a)}, {static_cast<int>(pair.b)}, shortest_common).runs)
        matches.push_back({run.lines, run.lines_there, run.tokens});
    std::sort(matches.begin(), matches.end(), [](const Match& one, const Match& other) {
        return std::pair(one.a.first, one.b.first) < std::pair(other.a.first, other.b.first);
    });
    return matches;
}

}  // namespace grader
