// What a server prints where its ready line should be.
#include "evidence/ready_line.hpp"

#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = text_of(data, size);
    if (const auto line = find_ready_line(text)) {
        must(text.find("listening on " + line->endpoint.address + ":" + line->port_text) != std::string::npos,
             "a ready line is one that was printed");
        must(describe_wrong_port(*line, 4711).size() < 10'000, "what is said of a port is short");
    }
    const std::string half = text.substr(text.size() / 2);
    must(describe(NoReadyLine{text, half, "", size % 2 == 0}).size() < 2'000, "what is said of it is short");
    return 0;
}
