#include "compile/refused_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "compile/words_of_text.hpp"

namespace grader {

namespace {

constexpr std::string_view asks_the_sanitizer =
    "is a sanitizer's own: with it a server could turn off what looks for its mistakes";
constexpr std::string_view turns_it_off = "tells the compiler not to look for mistakes there";
constexpr std::string_view is_not_seen = "is assembly, and what that does with memory no sanitizer sees";
constexpr std::string_view is_the_compilers = "is the compiler's own, for texts that are preprocessed";

bool begins_with(std::string_view text, std::string_view beginning) {
    return text.substr(0, beginning.size()) == beginning;
}

template <std::size_t count>
bool is_one_of(const std::string_view (&all)[count], std::string_view one) {
    return std::find(std::begin(all), std::end(all), one) != std::end(all);
}

/// `__no_sanitize__` is another way of writing no_sanitize.
std::string_view without_underscores(std::string_view name) {
    const std::size_t first = name.find_first_not_of('_');
    if (first == std::string_view::npos) return {};
    return name.substr(first, name.find_last_not_of('_') + 1 - first);
}

bool is_annotation(std::string_view name) {
    if (begins_with(name, "WTF")) name.remove_prefix(3);
    if (!begins_with(name, "Annotate")) return false;
    name.remove_prefix(std::string_view("Annotate").size());
    constexpr std::string_view kinds[] = {
        "Ignore",    "Benign",    "Happens", "RWLock", "EnableRace", "MutexIs",       "FlushState", "Publish",
        "Unpublish", "NewMemory", "CondVar", "PCQ",    "ExpectRace", "FlushExpected", "TraceMemory"};
    return std::any_of(std::begin(kinds), std::end(kinds),
                       [name](std::string_view kind) { return begins_with(name, kind); });
}

/// The name of a sanitizer's function, or the variable with its options, that a string is, or has in it.
bool names_a_sanitizer(std::string_view text) {
    constexpr std::string_view options[] = {"TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"};
    if (std::any_of(std::begin(options), std::end(options),
                    [text](std::string_view name) { return text.find(name) != std::string_view::npos; }))
        return true;
    const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (auto at = text.begin(); at != text.end();) {
        at = std::find_if(at, text.end(), is_part);
        const auto end = std::find_if_not(at, text.end(), is_part);
        const auto begin = static_cast<std::size_t>(at - text.begin());
        if (is_name_of_a_sanitizer(text.substr(begin, static_cast<std::size_t>(end - at)))) return true;
        at = end;
    }
    return false;
}

/// The instructions of an assembly that touch no memory: what loops that wait, and clocks, are made of.
bool touches_nothing(std::string_view assembly) {
    constexpr std::string_view harmless[] = {"",
                                             "pause",
                                             "nop",
                                             "rep",
                                             "rep nop",
                                             "yield",
                                             "isb",
                                             "isb sy",
                                             "wfe",
                                             "sev",
                                             "mfence",
                                             "lfence",
                                             "sfence",
                                             "dmb ish",
                                             "dmb sy",
                                             "dmb ishld",
                                             "dmb ishst",
                                             "dsb sy",
                                             "rdtsc",
                                             "rdtscp",
                                             "cpuid",
                                             "mrs %0, cntvct_el0",
                                             "mrs %0, cntfrq_el0"};
    while (!assembly.empty()) {
        const std::size_t end = std::min(assembly.find_first_of(";\n"), assembly.size());
        std::string_view one = assembly.substr(0, end);
        assembly.remove_prefix(std::min(end + 1, assembly.size()));
        one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
        one = one.substr(0, one.find_last_not_of(" \t") + 1);
        if (!is_one_of(harmless, one)) return false;
    }
    return true;
}

/// What a declaration calls its function for the linker: `int f() asm("name")`.
bool is_plain_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$';
    });
}

/// Reads the words one after another; what some of them mean depends on those after them.
class Search {
 public:
    explicit Search(Instrumentation instrumentation) : instrumentation_(instrumentation) {}

    std::optional<RefusedWord> take(const Word& word) {
        if (word.kind == Word::Kind::string) {
            if (names_a_sanitizer(word.text)) return refuse(word, asks_the_sanitizer);
        } else if (word.kind == Word::Kind::name) {
            if (is_name_of_a_sanitizer(word.text)) return refuse(word, asks_the_sanitizer);
            if (word.text == "pch_preprocess") return refuse(word, is_the_compilers);
            if (turns_off(without_underscores(word.text))) return refuse(word, turns_it_off);
        }
        auto found = attribute(word);
        return found ? found : assembly(word);
    }

 private:
    static std::optional<RefusedWord> refuse(const Word& word, std::string_view because) {
        return RefusedWord{word.text.substr(0, 80), word.file, word.line, std::string(because)};
    }

    [[nodiscard]] bool turns_off(std::string_view attribute) const {
        constexpr std::string_view of_thread[] = {"no_sanitize_thread"};
        constexpr std::string_view of_address[] = {"no_sanitize_address", "no_address_safety_analysis"};
        if (attribute == "disable_sanitizer_instrumentation") return true;
        return instrumentation_ == Instrumentation::thread_sanitizer ? is_one_of(of_thread, attribute)
                                                                     : is_one_of(of_address, attribute);
    }

    // no_sanitize("undefined", "thread")
    std::optional<RefusedWord> attribute(const Word& word) {
        if (word.kind == Word::Kind::name && without_underscores(word.text) == "no_sanitize") {
            attribute_ = word;
            return std::nullopt;
        }
        if (attribute_.kind == Word::Kind::end) return std::nullopt;
        const bool goes_on = word.kind == Word::Kind::string || word.text == "(" || word.text == ",";
        if (!goes_on) attribute_ = Word();
        if (word.kind != Word::Kind::string) return std::nullopt;
        const std::string_view what =
            instrumentation_ == Instrumentation::thread_sanitizer ? "thread" : "address";
        if (word.text.find(what) == std::string::npos && word.text.find("all") == std::string::npos)
            return std::nullopt;
        return RefusedWord{attribute_.text + "(\"" + word.text.substr(0, 80) + "\")", attribute_.file,
                           attribute_.line, std::string(turns_it_off)};
    }

    // asm volatile("lock; incl %0" : "+m"(count))
    std::optional<RefusedWord> assembly(const Word& word) {
        constexpr std::string_view begin[] = {"asm", "__asm", "__asm__"};
        constexpr std::string_view between[] = {"volatile", "__volatile", "__volatile__", "goto",
                                                "inline",   "__inline",   "__inline__",   "("};
        if (word.kind == Word::Kind::name && is_one_of(begin, word.text)) {
            assembly_ = word;
            text_.clear();
            return std::nullopt;
        }
        if (assembly_.kind == Word::Kind::end) return std::nullopt;
        if (word.kind == Word::Kind::string && text_.empty()) {
            text_ = word.text + " ";
            return std::nullopt;
        }
        if (text_.empty() && is_one_of(between, word.text)) return std::nullopt;
        const Word where = std::exchange(assembly_, Word());
        const std::string_view text = std::string_view(text_).substr(0, text_.empty() ? 0 : text_.size() - 1);
        const bool is_label = word.text == ")" && is_plain_name(text);
        if (!where.is_own || is_label || touches_nothing(text)) return std::nullopt;
        RefusedWord unseen{"asm(\"" + std::string(text.substr(0, 60)) + "\")", where.file, where.line,
                           std::string(is_not_seen), true};
        std::replace(unseen.word.begin(), unseen.word.end(), '\n', ' ');
        return unseen;
    }

    Instrumentation instrumentation_;
    Word attribute_;  // of kind `end`: none
    Word assembly_;
    std::string text_;  // the first string of an assembly, with a blank behind it
};

/// A header of the system's may say such a word; a marker that says so may be the student's.
bool really_stands_in(const std::string& file, const std::string& word) {
    return !file.empty() && file.front() == '/' &&
           read_file(file).value_or("").find(word) != std::string::npos;
}

}  // namespace

std::string RefusedWord::describe() const {
    const std::string place = file.empty() ? "" : fmt::format("{}:{}: ", file, line);
    return fmt::format("{}`{}` {}", place, word, because);
}

bool is_name_of_a_sanitizer(std::string_view name) {
    constexpr std::string_view families[] = {"tsan",   "asan",  "lsan",      "ubsan",       "msan",
                                             "hwasan", "dfsan", "sanitizer", "interceptor", "interception"};
    constexpr std::string_view mangled[] = {"6__tsan",  "6__asan",       "6__lsan",
                                            "7__ubsan", "11__sanitizer", "14__interception"};
    if (is_annotation(name)) return true;
    if (begins_with(name, "_Z") &&
        std::any_of(std::begin(mangled), std::end(mangled),
                    [name](std::string_view each) { return name.find(each) != std::string_view::npos; }))
        return true;
    if (!begins_with(name, "__")) return false;
    name.remove_prefix(std::min(name.find_first_not_of('_'), name.size()));
    return is_one_of(families, name.substr(0, name.find('_')));
}

RefusedWord refused_name(std::string_view name) {
    return {std::string(name.substr(0, 80)), "", 0, std::string(asks_the_sanitizer)};
}

std::optional<RefusedWord> find_refused_word(std::string_view preprocessed, Instrumentation instrumentation,
                                             const std::function<bool(const std::string& file)>& is_own) {
    WordsOfText words(preprocessed, is_own);
    Search search(instrumentation);
    for (Word word = words.next(); word.kind != Word::Kind::end; word = words.next()) {
        auto refused = search.take(word);
        if (refused && (word.is_own || !really_stands_in(word.file, word.text))) return refused;
    }
    return std::nullopt;
}

}  // namespace grader
