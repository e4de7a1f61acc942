#include "base/pattern.hpp"

#include <optional>
#include <string_view>

#include "base/pattern_program.hpp"

namespace grader {

namespace {

using Places = std::vector<std::size_t>;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// One place in the pattern where the machine is, and where its groups began and ended.
struct Thread {
    std::size_t at = 0;
    Places places;
};

class Machine {
 public:
    Machine(const std::vector<Instruction>& code, std::size_t groups, std::string_view text)
        : code_(code), slots_(2 * groups), text_(text), met_(code.size(), nowhere) {}

    /// The groups' places of the first match that begins at `from` or, if it may, behind it.
    std::optional<Places> run(std::size_t from, bool may_begin_later, bool must_reach_end) {
        std::vector<Thread> now;
        std::vector<Thread> next;
        std::optional<Places> found;
        for (std::size_t position = from; position <= text_.size(); ++position) {
            if (!found && (position == from || may_begin_later))
                follow(now, {0, Places(slots_, nowhere)}, position);
            if (now.empty() && (found || !may_begin_later)) break;
            ++step_;
            for (Thread& thread : now) {
                const Instruction& instruction = code_[thread.at];
                if (instruction.kind == Instruction::Kind::found) {
                    if (must_reach_end && position != text_.size()) continue;
                    // Those behind it are less wanted.
                    found = std::move(thread.places);
                    break;
                }
                if (position < text_.size() && instruction.bytes[static_cast<unsigned char>(text_[position])])
                    follow(next, {thread.at + 1, std::move(thread.places)}, position + 1);
            }
            now.clear();
            std::swap(now, next);
        }
        return found;
    }

 private:
    /// Adds what can be reached without a byte, the most wanted first, each place once a step.
    void follow(std::vector<Thread>& threads, Thread from, std::size_t position) {
        std::vector<Thread> open;
        open.push_back(std::move(from));
        while (!open.empty()) {
            Thread thread = std::move(open.back());
            open.pop_back();
            if (met_[thread.at] == step_) continue;
            met_[thread.at] = step_;
            const Instruction& instruction = code_[thread.at];
            switch (instruction.kind) {
                case Instruction::Kind::jump:
                    open.push_back({instruction.first, std::move(thread.places)});
                    break;
                case Instruction::Kind::split:
                    open.push_back({instruction.second, thread.places});
                    open.push_back({instruction.first, std::move(thread.places)});
                    break;
                case Instruction::Kind::save:
                    thread.places[instruction.slot] = position;
                    open.push_back({thread.at + 1, std::move(thread.places)});
                    break;
                case Instruction::Kind::at_begin:
                    if (position == 0) open.push_back({thread.at + 1, std::move(thread.places)});
                    break;
                case Instruction::Kind::at_end:
                    if (position == text_.size()) open.push_back({thread.at + 1, std::move(thread.places)});
                    break;
                default:
                    threads.push_back(std::move(thread));
            }
        }
    }

    const std::vector<Instruction>& code_;
    std::size_t slots_;
    std::string_view text_;
    std::vector<std::size_t> met_;  // in which step each instruction was come to last
    std::size_t step_ = 0;
};

std::vector<std::string> groups_of(const std::string& text, const Places& places) {
    std::vector<std::string> groups;
    for (std::size_t slot = 0; slot < places.size(); slot += 2) {
        const bool took_part = places[slot] != nowhere && places[slot + 1] != nowhere;
        groups.push_back(took_part ? text.substr(places[slot], places[slot + 1] - places[slot]) : "");
    }
    return groups;
}

}  // namespace

struct Pattern::Program {
    std::vector<Instruction> code;
    std::size_t groups = 0;
};

Pattern::Pattern(const char* expression) {
    auto program = std::make_unique<Program>();
    program->code = compile_pattern(expression, program->groups);
    program_ = std::move(program);
}
Pattern::~Pattern() = default;

std::vector<std::string> Pattern::match(const std::string& text) const {
    if (text.size() > longest_text) return {};
    const auto places = Machine(program_->code, program_->groups, text).run(0, false, true);
    return places ? groups_of(text, *places) : std::vector<std::string>{};
}

std::vector<std::string> Pattern::search(const std::string& text) const {
    if (text.size() > longest_text) return {};
    const auto places = Machine(program_->code, program_->groups, text).run(0, true, false);
    return places ? groups_of(text, *places) : std::vector<std::string>{};
}

std::string Pattern::removed_from(const std::string& text) const {
    if (text.size() > longest_text) return text;
    std::string kept;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto places = Machine(program_->code, program_->groups, text).run(begin, true, false);
        if (!places || (*places)[1] == (*places)[0]) break;
        kept.append(text, begin, (*places)[0] - begin);
        begin = (*places)[1];
    }
    return kept.append(text, begin);
}

}  // namespace grader
