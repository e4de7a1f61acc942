// Who is who: what a student's directory is called, and how a folder's name and a roster's line are found to
// speak of the same student.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace grader {

/// A name for files and command lines, as near to the text as it gets: "Ada_Lovelace" of "Ada Lovelace".
/// Empty if nothing of it can stay.
[[nodiscard]] std::string safe_name(std::string_view text);

/// Gives each student a name of their own: "ada", and "ada-2" to the second one.
class Identities {
 public:
    /// Whether somebody has the name that this text would get.
    [[nodiscard]] bool is_taken(std::string_view text) const;
    [[nodiscard]] std::string give(std::string_view text);

 private:
    std::set<std::string> given_;  // in lower case: some file systems take no notice of it
};

/// Letters and digits alone, in lower case; bytes of other letters than ASCII's stay: "lovelaceada" of
/// "Lovelace, Ada". Two texts that are the same then name the same.
[[nodiscard]] std::string bare(std::string_view text);

/// Numbers that a platform gives, and that are another student's on another platform or in the university's
/// lists. They have a blank in them, which nothing bare has.
[[nodiscard]] std::string participant_key(std::string_view number);
[[nodiscard]] std::string canvas_key(std::string_view number);
/// 12 of "Participant 12", in whatever language Moodle spoke; empty of anything else.
[[nodiscard]] std::string participant_number(std::string_view text);
[[nodiscard]] bool is_number(std::string_view text);

/// Without the blanks and line breaks around it.
[[nodiscard]] std::string trimmed(std::string_view text);

}  // namespace grader
