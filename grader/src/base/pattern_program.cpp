#include "base/pattern_program.hpp"

#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace grader {

namespace {

using Code = std::vector<Instruction>;
using Kind = Instruction::Kind;
using Bytes = std::bitset<256>;

/// Appends a piece, whose places count from its own beginning.
void append(Code& code, const Code& piece) {
    const std::size_t offset = code.size();
    for (Instruction instruction : piece) {
        instruction.first += offset;
        instruction.second += offset;
        code.push_back(instruction);
    }
}

Code repeated(const Code& piece, bool at_least_once, bool once_at_most, bool greedy) {
    Code code;
    const std::size_t length = piece.size();
    const auto split = [&](std::size_t into, std::size_t out) {
        Instruction choice{Kind::split};
        choice.first = greedy ? into : out;
        choice.second = greedy ? out : into;
        code.push_back(choice);
    };
    if (at_least_once) {
        append(code, piece);
        split(0, length + 1);
        return code;
    }
    split(1, once_at_most ? length + 1 : length + 2);
    append(code, piece);
    if (!once_at_most) code.push_back({Kind::jump, {}, 0});
    return code;
}

/// The patterns are ours, so the parser may call itself.
class Parser {
 public:
    explicit Parser(const char* expression) : rest_(expression) {}

    Code all() {
        Code code = group(0, either());
        if (*rest_ != '\0') fail();
        code.push_back({Kind::found});
        return code;
    }
    [[nodiscard]] std::size_t groups() const { return groups_; }

 private:
    [[noreturn]] void fail() const { throw std::invalid_argument(std::string("no pattern, at: ") + rest_); }
    bool take(char sign) {
        if (*rest_ != sign) return false;
        ++rest_;
        return true;
    }

    static Code group(std::size_t number, const Code& inside) {
        Code code{{Kind::save, {}, 0, 0, 2 * number}};
        append(code, inside);
        code.push_back({Kind::save, {}, 0, 0, 2 * number + 1});
        return code;
    }

    Code either() {
        Code code = sequence();
        if (!take('|')) return code;
        const Code other = either();
        Code both{{Kind::split, {}, 1, code.size() + 2}};
        append(both, code);
        both.push_back({Kind::jump, {}, both.size() + 1 + other.size()});
        append(both, other);
        return both;
    }

    Code sequence() {
        Code code;
        while (*rest_ != '\0' && *rest_ != '|' && *rest_ != ')') append(code, with_repetition(atom()));
        return code;
    }

    Code with_repetition(const Code& piece) {
        if (take('{')) {
            char* behind = nullptr;
            const unsigned long times = std::strtoul(rest_, &behind, 10);
            rest_ = behind;
            if (times > 64 || !take('}')) fail();
            Code code;
            for (unsigned long count = 0; count < times; ++count) append(code, piece);
            return code;
        }
        const bool star = take('*');
        const bool plus = !star && take('+');
        const bool question = !star && !plus && take('?');
        if (!star && !plus && !question) return piece;
        return repeated(piece, plus, question, !take('?'));
    }

    Code atom() {
        if (take('^')) return {{Kind::at_begin}};
        if (take('$')) return {{Kind::at_end}};
        if (take('(')) {
            const bool counts = !(rest_[0] == '?' && rest_[1] == ':');
            if (!counts) rest_ += 2;
            const std::size_t number = counts ? ++groups_ : 0;
            Code inside = either();
            if (!take(')')) fail();
            return counts ? group(number, inside) : inside;
        }
        return {{Kind::one_of, take('[') ? set() : one()}};
    }

    Bytes one() {
        Bytes bytes;
        if (take('\\')) return escaped();
        if (take('.')) {
            bytes.set().reset('\n').reset('\r');
            return bytes;
        }
        if (std::string("*+?{}[])").find(*rest_) != std::string::npos) fail();
        return bytes.set(static_cast<unsigned char>(*rest_++));
    }

    Bytes escaped() {
        Bytes bytes;
        const char sign = *rest_;
        if (sign == '\0') fail();
        ++rest_;
        if (std::isalnum(static_cast<unsigned char>(sign)) == 0)
            return bytes.set(static_cast<unsigned char>(sign));
        for (unsigned byte = 0; byte < 128; ++byte) {
            const int at = static_cast<int>(byte);
            if ((sign == 'd' && std::isdigit(at) != 0) ||
                (sign == 'w' && (std::isalnum(at) != 0 || at == '_')) ||
                ((sign == 's' || sign == 'S') && std::isspace(at) != 0))
                bytes.set(byte);
        }
        if (bytes.none()) fail();
        return sign == 'S' ? ~bytes : bytes;
    }

    Bytes set() {
        Bytes bytes;
        const bool all_but = take('^');
        while (!take(']')) {
            if (*rest_ == '\0') fail();
            if (take('\\')) {
                bytes |= escaped();
                continue;
            }
            const auto first = static_cast<unsigned char>(*rest_++);
            unsigned char last = first;
            if (rest_[0] == '-' && rest_[1] != ']' && rest_[1] != '\0') {
                last = static_cast<unsigned char>(rest_[1]);
                rest_ += 2;
            }
            for (unsigned byte = first; byte <= last; ++byte) bytes.set(byte);
        }
        return all_but ? ~bytes : bytes;
    }

    const char* rest_;
    std::size_t groups_ = 0;
};

}  // namespace

std::vector<Instruction> compile_pattern(const char* expression, std::size_t& groups) {
    Parser parser(expression);
    Code code = parser.all();
    groups = parser.groups() + 1;
    return code;
}

}  // namespace grader
