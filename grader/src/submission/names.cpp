#include "submission/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/labs.hpp"

namespace grader {

namespace {

constexpr std::array units = {".cpp", ".cc", ".cxx", ".c++"};
constexpr std::array headers = {".h", ".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".inl", ".inc"};
constexpr std::array modules = {".cppm", ".ixx", ".mpp", ".ccm", ".cxxm", ".c++m"};
constexpr std::array archives = {".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".xz", ".bz2", ".zst"};

template <std::size_t size>
bool is_one_of(const std::array<const char*, size>& endings, const std::string& ending) {
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// "main.cpp" of "main.cpp.txt", "main.cpp~", "main.cpp (1)"; nothing if no such ending is inside.
std::optional<std::string> source_behind(const std::string& name) {
    const std::string lower = lower_case(name);
    const auto search = [&](const auto& endings) -> std::optional<std::string> {
        for (const std::string_view ending : endings) {
            const std::size_t at = lower.find(ending);
            if (at == std::string::npos || at == 0) continue;
            const std::size_t end = at + ending.size();
            if (end < lower.size() && std::isalnum(static_cast<unsigned char>(lower[end])) == 0)
                return name.substr(0, end);
        }
        return std::nullopt;
    };
    if (auto unit = search(units)) return unit;
    return search(headers);
}

bool remove_suffix(std::string& text, std::string_view suffix) {
    if (text.size() <= suffix.size() || lower_case(text.substr(text.size() - suffix.size())) != suffix)
        return false;
    text.resize(text.size() - suffix.size());
    return true;
}

}  // namespace

std::optional<int> lab_named(const std::string& name) {
    const bool is_a_number = !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) != 0;
    const int lab = is_a_number ? 0 : lab_number(name);
    return lab == 0 ? std::nullopt : std::optional<int>(lab);
}

RoleOfName role_of(const std::string& name) {
    const std::string ending = std::filesystem::path(name).extension().string();
    const std::string stem = name.substr(0, name.size() - ending.size());
    const std::string lower = lower_case(ending);
    if (is_one_of(units, lower)) return {Role::unit, ""};
    if (is_one_of(headers, lower)) return {Role::header, ""};
    if (ending == ".C")
        return {Role::left_out,
                fmt::format("only some compilers take .C for C++; rename it to {}.cpp", stem)};
    if (ending == ".c") return {Role::left_out, fmt::format("it is C; rename it to {}.cpp", stem)};
    if (lower == ".cp")
        return {Role::left_out, fmt::format("its ending is not known here; rename it to {}.cpp", stem)};
    if (is_one_of(modules, lower))
        return {Role::left_out, "modules are not built here; make it a .hpp and a .cpp"};
    if (const auto source = source_behind(name))
        return {Role::left_out,
                fmt::format("its name does not end in .cpp; if it belongs to the server, rename it to {}",
                            *source)};
    if (is_one_of(archives, lower))
        return {Role::left_out, "it is an archive; unpack it, and hand in what is in it"};
    return {};
}

bool is_hidden(const std::string& name) {
    return name.empty() || name.front() == '.' || name == "__MACOSX";
}

bool marks_a_build_directory(const std::string& entry) {
    return entry == "CMakeCache.txt" || entry == "build.ninja" || entry == "meson-info";
}

bool is_a_build_directory(const std::string& name) {
    return name == "CMakeFiles" || name.rfind("cmake-build-", 0) == 0;
}

std::optional<std::string> copied_name(const std::string& stem) {
    std::string name = stem;
    for (const std::string_view prefix : {"copy of ", "copy_of_", "kopie von "}) {
        if (lower_case(name).rfind(prefix, 0) == 0) return name.substr(prefix.size());
    }
    // " copy 2", " (3)", "_old2"
    while (!name.empty() && std::isdigit(static_cast<unsigned char>(name.back())) != 0) name.pop_back();
    while (!name.empty() && name.back() == ' ') name.pop_back();
    for (const std::string_view suffix :
         {" copy", "_copy", "-copy", " - copy", "_old", "-old", " old", ".old", "_backup", "-backup",
          ".backup", "_bak", "-bak", ".bak", "_orig", ".orig"}) {
        if (remove_suffix(name, suffix)) {
            if (name.size() > 2 && name.substr(name.size() - 2) == " -") name.resize(name.size() - 2);
            return name;
        }
    }
    if (stem.size() > 3 && stem.back() == ')') {
        const std::size_t open = stem.rfind('(');
        const std::string inside =
            open == std::string::npos ? "" : stem.substr(open + 1, stem.size() - open - 2);
        if (!inside.empty() && inside.find_first_not_of("0123456789") == std::string::npos) {
            name = stem.substr(0, open);
            while (!name.empty() && name.back() == ' ') name.pop_back();
            if (!name.empty()) return name;
        }
    }
    return std::nullopt;
}

std::string lower_case(std::string text) {
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

}  // namespace grader
