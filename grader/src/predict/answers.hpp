// The file with a student's guesses and what was measured: one for all labs, to be read by people, committed,
// and collected by a course. Only what is asked of it is changed; the rest of the file, comments too, stays
// as it is.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace grader {

/// Of one question.
struct Entry {
    int version = 0;                              ///< of the question's text
    std::map<std::string, std::string> guesses;   ///< part → as it was written; empty: left open
    std::string guessed_at;                       ///< "2026-11-30T10:00:00Z"
    std::map<std::string, std::string> measured;  ///< part → "101"
    std::string measured_at;
    std::string measured_on;  ///< "starter/lab4"

    bool operator==(const Entry&) const = default;
};

class Answers {
 public:
    /// A file that does not exist has no entries. Throws UserError if it is there and can't be read, is no
    /// TOML, or has an entry that is none; the file is left as it is.
    explicit Answers(std::filesystem::path file);

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    /// Nothing known: an empty one.
    [[nodiscard]] Entry entry(const std::string& id) const;
    /// Puts it into the file, as it is there now, and replaces that as a whole. Throws UserError or
    /// std::system_error; then the old file is still there.
    void keep(const std::string& id, const Entry& entry);

 private:
    std::filesystem::path file_;
    std::map<std::string, Entry> entries_;
};

/// `text` with this entry, in its place or at the end. Throws UserError if the file has it in a form that
/// can't be replaced.
std::string with_entry(const std::string& text, const std::string& file, const std::string& id,
                       const Entry& entry);
std::map<std::string, Entry> parse_answers(std::string_view text, const std::string& file);

}  // namespace grader
