// What the readers of data in TOML have in common: texts and numbers of tables, and a list of all that is
// wrong, each with its line and the way out, so that a file's author mends it in one go.
#pragma once

#include <toml++/toml.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

class TomlTexts {
 public:
    /// For the complaints: "file:line: …".
    explicit TomlTexts(std::string file);

 protected:
    /// Throws UserError if it is no TOML.
    [[nodiscard]] toml::table parsed(std::string_view text) const;

    void problem(std::size_t line, std::string_view message);
    /// What somebody else has found in the file, with its lines; may be empty.
    void note_problems(const std::string& found);
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] bool nothing_wrong() const { return problems_.empty(); }
    /// Throws UserError with all that is wrong.
    void require_nothing_wrong() const;

    /// `owner` is whom the table describes, "check EchoesOneMessage".
    void only_keys(const toml::table& table, std::string_view owner, const std::vector<std::string>& known);
    /// Line breaks become spaces, and an empty line a line break. Empty is wrong.
    std::string text_of(const toml::table& table, std::string_view key, std::string_view owner);
    /// A list of such texts; missing or empty is wrong.
    std::vector<std::string> texts_of(const toml::table& table, std::string_view key, std::string_view owner);
    int number(const toml::table& table, std::string_view key, std::string_view owner);
    bool truth(const toml::table& table, std::string_view key, std::string_view owner, bool otherwise);
    /// [[key]], [[key]] …: at least one.
    std::vector<const toml::table*> tables(const toml::table& table, std::string_view key);
    /// That a name comes once. `seen` remembers its line.
    void once(std::map<std::string, std::size_t>& seen, const std::string& name, std::string_view kind,
              std::size_t line);

    static std::size_t line_of(const toml::node& node) { return node.source().begin.line; }

 private:
    std::string file_;
    std::string problems_;
};

}  // namespace grader
