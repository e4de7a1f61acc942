// Commands to the runner of GitHub Actions, which are lines of a step's output: ::name key=value,…::data
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). The runner finds one at
// the start of a line after any white space, and in its older form, ##[name], anywhere in a line.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace grader {

/// A command with its newline. Data and values may be any text: they are made printable, line breaks in them
/// are kept where GitHub shows them (data) and become spaces in values. Properties without a value are left
/// out.
[[nodiscard]] std::string workflow_command(
    std::string_view name, std::initializer_list<std::pair<std::string_view, std::string_view>> properties,
    std::string_view data);

/// A token for ::stop-commands:: that `text` does not contain, whatever its case, since the runner ignores
/// case: `wanted`, or one made of it, if that holds only letters, digits, - and _ and has at least 16 of
/// them.
[[nodiscard]] std::string stop_token(std::string_view wanted, std::string_view text);

/// `text` between the commands that keep the runner from finding commands in it. `token` is from
/// stop_token().
[[nodiscard]] std::string without_commands(std::string_view text, std::string_view token);

}  // namespace grader
