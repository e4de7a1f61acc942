#include "predict/answers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <toml++/toml.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

constexpr std::string_view opening =
    "# What was guessed, and what was then measured: `./lab predict` and `./lab choose` write this file.\n"
    "# Nothing in it is graded. You may add notes and commit it.\n";

[[noreturn]] void is_broken(const std::string& file, std::size_t line, std::string_view what) {
    throw UserError(fmt::format(
        "{}:{}: {}; nothing was changed: mend it there, or move the file away and begin a new one", file,
        line, what));
}

std::string toml_text(std::string_view text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + "\"";
}

toml::table parse(std::string_view text, const std::string& file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        is_broken(file, error.source().begin.line, error.description());
    }
}

std::string text_at(const toml::table& table, std::string_view key, const std::string& file) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return "";
    if (const auto* text = node->as_string()) return text->get();
    // Somebody who writes guesses by hand may write numbers as such.
    if (const auto* whole = node->as_integer()) return std::to_string(whole->get());
    if (const auto* real = node->as_floating_point()) return fmt::format("{}", real->get());
    is_broken(file, node->source().begin.line, fmt::format("\"{}\" should be a text in quotes", key));
}

std::map<std::string, std::string> texts_at(const toml::table& table, std::string_view key,
                                            const std::string& file) {
    std::map<std::string, std::string> texts;
    const toml::node* node = table.get(key);
    if (node == nullptr) return texts;
    if (!node->is_table())
        is_broken(
            file, node->source().begin.line,
            fmt::format("write {0}.PART = \"…\", with the name of a part (`./lab predict --list`)", key));
    for (const auto& [part, value] : *node->as_table())
        texts[std::string(part.str())] = text_at(*node->as_table(), part.str(), file);
    return texts;
}

Entry entry_of(const toml::table& table, const std::string& file) {
    Entry entry;
    if (const toml::node* version = table.get("version")) {
        if (!version->is_integer())
            is_broken(file, version->source().begin.line, "\"version\" should be a whole number");
        entry.version = version->value_or(0);
    }
    entry.guesses = texts_at(table, "guess", file);
    entry.guessed_at = text_at(table, "guessed_at", file);
    entry.measured = texts_at(table, "measured", file);
    entry.measured_at = text_at(table, "measured_at", file);
    entry.measured_on = text_at(table, "measured_on", file);
    return entry;
}

std::string block_of(const Entry& entry) {
    std::string text = fmt::format("version = {}\n", entry.version);
    for (const auto& [part, guess] : entry.guesses)
        text += fmt::format("guess.{} = {}\n", part, toml_text(guess));
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) text += fmt::format("{} = {}\n", key, toml_text(value));
    };
    add("guessed_at", entry.guessed_at);
    for (const auto& [part, found] : entry.measured)
        text += fmt::format("measured.{} = {}\n", part, toml_text(found));
    add("measured_at", entry.measured_at);
    add("measured_on", entry.measured_on);
    return text;
}

/// A line of an entry that is written anew; all others are somebody's own.
bool is_ours(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return false;
    const std::string_view key = line.substr(begin, line.find_first_of(" =.\t", begin) - begin);
    for (const std::string_view own :
         {"version", "guess", "guessed_at", "measured", "measured_at", "measured_on"})
        if (key == own) return true;
    return false;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Two runs at the same time lose nothing of each other.
UniqueFd locked(const std::filesystem::path& file) {
    const auto directory = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    UniqueFd lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() >= 0) ::flock(lock.get(), LOCK_EX);
    return lock;
}

std::string contents_of(const std::filesystem::path& file) {
    if (auto text = read_file(file)) return *std::move(text);
    if (errno == ENOENT) return "";
    throw UserError(fmt::format("can't read {}: {}", file.string(), ::strerror(errno)));
}

}  // namespace

std::map<std::string, Entry> parse_answers(std::string_view text, const std::string& file) {
    std::map<std::string, Entry> entries;
    for (const auto& [id, node] : parse(text, file)) {
        // What else is in the file is no business of this program.
        const bool is_entry = id.str().rfind("lab", 0) == 0 || id.str().rfind("choose", 0) == 0;
        if (const toml::table* table = node.as_table(); table != nullptr && is_entry)
            entries[std::string(id.str())] = entry_of(*table, file);
    }
    return entries;
}

std::string with_entry(const std::string& text, const std::string& file, const std::string& id,
                       const Entry& entry) {
    const toml::table before = parse(text, file);
    const std::string header = fmt::format("[{}]", id);
    std::string result;
    const toml::node* place = before.get(id);
    if (place == nullptr) {
        result = text.empty() ? std::string(opening) : text;
        if (result.back() != '\n') result += '\n';
        result += fmt::format("\n{}\n{}", header, block_of(entry));
    } else {
        const std::vector<std::string> lines = lines_of(text);
        const std::size_t begin = place->source().begin.line;  // of its header, from 1
        std::size_t end = begin;
        while (end < lines.size() && lines[end].rfind('[', 0) != 0) ++end;
        for (std::size_t index = 0; index < begin; ++index) result += lines[index] + "\n";
        result += block_of(entry);
        for (std::size_t index = begin; index < lines.size(); ++index)
            if (index >= end || !is_ours(lines[index])) result += lines[index] + "\n";
    }
    // Whatever somebody has made of the file by hand: all else is as it was, or nothing is changed.
    auto expected = parse_answers(text, file);
    expected[id] = entry;
    std::map<std::string, Entry> found;
    try {
        found = parse_answers(result, file);
    } catch (const UserError&) {
        found.clear();
    }
    if (found != expected)
        is_broken(
            file, place == nullptr ? 1 : place->source().begin.line,
            fmt::format("{} is not in the form in which it was written, a line for each value", header));
    return result;
}

Answers::Answers(std::filesystem::path file) : file_(std::move(file)) {
    entries_ = parse_answers(contents_of(file_), file_.filename().string());
}

Entry Answers::entry(const std::string& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? Entry() : found->second;
}

void Answers::keep(const std::string& id, const Entry& entry) {
    const UniqueFd lock = locked(file_);
    const std::string now = with_entry(contents_of(file_), file_.filename().string(), id, entry);
    ReplacedFile(file_, "file with the answers").write(now);
    entries_ = parse_answers(now, file_.filename().string());
}

}  // namespace grader
