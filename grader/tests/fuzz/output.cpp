// A program's output in pieces, and what is shown of it.
#include <algorithm>

#include "arena/kept_output.hpp"
#include "checks/meaning_of_end.hpp"
#include "input.hpp"
#include "report/text.hpp"
#include "result/bounds.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = text_of(data, size);
    KeptOutput kept;
    // The first byte says how long a piece is, and the second how often all of it comes.
    const std::size_t length = size > 0 ? 1 + data[0] * std::size_t{64} : 1;
    const std::size_t times = size > 1 ? 1 + data[1] / 8U : 1;
    for (std::size_t time = 0; time < times; ++time)
        for (std::size_t begin = 0; begin < size; begin += length) kept.append(text.substr(begin, length));
    must(kept.total() == size * times, "all bytes are counted");
    must(kept.text().size() < 500'000, "what is kept is bounded");
    const std::string short_text = bounded_text(text, 400);
    must(short_text.size() <= 400 && bounded_text(short_text, 400) == short_text, "a text is bounded once");
    for (const std::string& line : printable_lines(text)) {
        must(line.find('\x1b') == std::string::npos, "a terminal gets no orders");
        must(columns(cut(line, 40)) <= 41, "a line is cut");
        for (const std::string& part : wrapped(line, 20)) must(columns(part) <= 21, "a line is wrapped");
    }
    Exit ended;
    ended.kind = Exit::Kind::signalled;
    for (const int signal : {6, 11, 13}) {
        ended.value = signal;
        must(meaning_of_end(4, ended, text).size() < 3'000, "what is said of an end is short");
    }
    return 0;
}
