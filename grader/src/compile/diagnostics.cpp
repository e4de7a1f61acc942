#include "compile/diagnostics.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/pattern.hpp"

namespace grader {

namespace {

constexpr std::size_t longest_line = 2000;
constexpr std::size_t most_of_a_kind = 500;  // errors, and warnings

/// The compiler's own word.
Severity severity_called(const std::string& word) {
    return word == "warning"       ? Severity::warning
           : word == "fatal error" ? Severity::fatal_error
                                   : Severity::error;
}

int number(const std::string& digits) {
    return digits.empty() ? 0 : std::stoi(digits.substr(0, 8));
}

/// "/tmp/x/1.o:lab4/a.cpp:7" without the object, which is gone when somebody reads it.
std::string without_object(const std::string& place) {
    const std::size_t object = place.find(".o:");
    return object == std::string::npos ? place : place.substr(object + 3);
}

/// "multiple definition of `f()'; /tmp/x/0.o:lab4/a.cpp:9: first defined here", in words for who wrote f().
std::string about_two_definitions(const std::string& message) {
    constexpr std::string_view from = "; ";
    const std::size_t end = message.find(": first defined here");
    const std::size_t begin = message.find(from);
    std::string text = message.substr(0, begin);
    if (begin != std::string::npos && end != std::string::npos && begin < end) {
        const std::string first =
            without_object(message.substr(begin + from.size(), end - begin - from.size()));
        // Not the line: for a function of a header it is the header's, behind the name of another file.
        const std::string file = first.substr(0, first.find(':'));
        if (!file.empty() && file.front() != '(' && file.front() != '/') text += "; first defined in " + file;
    }
    return text + ". A function or variable that is defined in a header needs `inline`";
}

std::string about_no_definition(const std::string& message) {
    if (message.find("`main'") != std::string::npos)
        return message + ". No file of the lab's directory has one";
    return message + ". Its definition is missing, or the file with it is not in the lab's directory";
}

// "/usr/bin/ld: /tmp/x.o: in function `f': lab4/main.cpp:7: undefined reference to `g'": the place, if there
// is one, is the last word before the message. Searched for by hand, since a line may be long and hostile.
std::optional<Diagnostic> linker_message(const std::string& line) {
    static const Pattern place(R"(^([^:\s]+\.[A-Za-z+]+):(\d+):(?:\([^()]*\):)?$)");
    for (const char* phrase : {"undefined reference", "multiple definition", "cannot find"}) {
        const auto at = line.find(phrase);
        if (at == std::string::npos) continue;
        std::string message = line.substr(at);
        if (*phrase == 'm') message = about_two_definitions(message);
        if (*phrase == 'u') message = about_no_definition(message);
        Diagnostic diagnostic{"", 0, 0, Severity::error, std::move(message), ""};
        std::string before = line.substr(0, at);
        while (!before.empty() && before.back() == ' ') before.pop_back();
        const std::string word = without_object(before.substr(before.rfind(' ') + 1));
        if (const auto match = place.match(word); !match.empty()) {
            diagnostic.file = match[1];
            diagnostic.line = number(match[2]);
        }
        return diagnostic;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> parse_diagnostics(std::string_view text,
                                          const std::function<bool(const std::string& file)>& is_own) {
    // lab4/main.cpp:12:5: error: expected ';'
    static const Pattern compiler(R"(^([^:\s][^:]*):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$)");
    // How the compiler came to a template: g++ says it before the error, and only where it has changed since
    // the last one; clang++ in notes after it.
    static const Pattern context(R"(^[^:]*: (?:In|At) .*$)");
    static const Pattern required(R"(^([^:\s][^:]*):(\d+):(\d+):\s+required from .*$)");
    static const Pattern requested(
        R"(^([^:\s][^:]*):(\d+):(\d+): note: in instantiation of .* requested here$)");
    static const Pattern driver(R"(^(?:\S*g\+\+\S*|\S*clang\S*|cc1plus): (fatal error|error): (.*)$)");
    std::vector<Diagnostic> found;
    std::optional<Diagnostic> led_there;  // a place only
    const auto place = [&](const std::vector<std::string>& match) {
        return Diagnostic{match[1], number(match[2]), number(match[3]), Severity::error, "", ""};
    };
    const auto move_to = [](Diagnostic& diagnostic, const Diagnostic& other) {
        diagnostic.file = other.file;
        diagnostic.line = other.line;
        diagnostic.column = other.column;
    };
    std::size_t warnings = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line(text.substr(begin, std::min<std::size_t>(end - begin, longest_line)));
        begin = end + 1;
        const std::size_t before = found.size();
        std::vector<std::string> match;
        const auto is = [&](const Pattern& pattern) { return !(match = pattern.match(line)).empty(); };
        if (is(compiler)) {
            found.push_back(place(match));
            found.back().severity = severity_called(match[4]);
            found.back().message = match[5];
            if (led_there && !is_own(match[1])) move_to(found.back(), *led_there);
        } else if (is(required)) {
            if (is_own(match[1])) led_there = place(match);
        } else if (is(requested)) {
            if (!found.empty() && !is_own(found.back().file) && is_own(match[1]))
                move_to(found.back(), place(match));
        } else if (is(context)) {
            led_there.reset();
        } else if (auto linkers = linker_message(line)) {
            found.push_back(std::move(*linkers));
        } else if (is(driver)) {
            found.push_back({"", 0, 0, severity_called(match[1]), match[2], ""});
        }
        if (found.size() == before) continue;
        // Nobody reads a million of them, and what comes after us compares each with each. An error may
        // still come behind any number of warnings.
        const bool is_warning = !found.back().is_error();
        if (is_warning ? warnings >= most_of_a_kind : before - warnings >= most_of_a_kind)
            found.pop_back();
        else if (is_warning)
            ++warnings;
    }
    return found;
}

bool linker_failed(std::string_view text) {
    // g++'s words, clang++'s.
    return text.find("ld returned") != std::string_view::npos ||
           text.find("linker command failed") != std::string_view::npos;
}

void forget_wrong_line(Diagnostic& diagnostic) {
    constexpr std::string_view phrase = "multiple definition of `";
    if (diagnostic.message.rfind(phrase, 0) != 0) return;
    const std::string name = diagnostic.message.substr(phrase.size());
    // `net::serve(int)' is serve in its source.
    const std::string qualified = name.substr(0, name.find_first_of("('["));
    const std::size_t colons = qualified.rfind("::");
    const std::string plain = colons == std::string::npos ? qualified : qualified.substr(colons + 2);
    if (diagnostic.text.find(plain) != std::string::npos) return;
    diagnostic.line = 0;
    diagnostic.text.clear();
}

std::vector<Diagnostic> most_important(std::vector<Diagnostic> diagnostics, std::size_t most, int& omitted) {
    std::stable_partition(diagnostics.begin(), diagnostics.end(),
                          [](const Diagnostic& diagnostic) { return diagnostic.is_error(); });
    omitted = 0;
    if (diagnostics.size() > most) {
        omitted = static_cast<int>(diagnostics.size() - most);
        diagnostics.resize(most);
    }
    return diagnostics;
}

}  // namespace grader
