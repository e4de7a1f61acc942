// What compilers and linkers print, and what a source makes them print.
#include "compile/about_files.hpp"
#include "compile/diagnostics.hpp"
#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto is_own = [](const std::string& file) { return file.rfind("lab4/", 0) == 0; };
    const std::string text = text_of(data, size);
    LabSources lab;
    lab.lab = 4;
    lab.files = {
        {"lab4/main.cpp", text, true}, {"lab4/main copy.cpp", text, true}, {"lab4/a.hpp", "", false}};
    lab.left_out = {{"lab4/b.c", "it is C"}};
    int omitted = 0;
    auto diagnostics = most_important(said_of_files(parse_diagnostics(text, is_own), lab), 8, omitted);
    must(diagnostics.size() <= 8 && omitted <= 1000, "there are few of them");
    for (Diagnostic& diagnostic : diagnostics) {
        must(diagnostic.message.size() < 10'000, "a message is short");
        must(diagnostic.line >= 0 && diagnostic.column >= 0, "places are counted from 1");
        diagnostic.text = text.substr(0, 100);
        forget_wrong_line(diagnostic);
    }
    (void)linker_failed(text);
    return 0;
}
