#include "compile/about_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view two_definitions = "multiple definition of `";
constexpr std::string_view first_defined = "first defined in ";

bool begins_with(const std::string& text, std::string_view beginning) {
    return text.rfind(beginning, 0) == 0;
}

std::string base_name(const std::string& path) {
    return path.substr(path.find_last_of("/\\") + 1);
}

/// Of what file `file` is a copy: the same bytes, or "main copy.cpp" beside main.cpp.
const SourceFile* original_of(const SourceFile& file, const LabSources& lab) {
    const fs::path path(file.name);
    const std::string plain = copied_name(path.stem().string()).value_or("");
    const auto is_original = [&](const SourceFile& other) {
        if (&other == &file || !other.is_unit) return false;
        if (!plain.empty() && fs::path(other.name).stem() == plain) return true;
        // Of two that are the same, the longer name is the copy's.
        return other.text == file.text &&
               std::make_pair(other.name.size(), other.name) < std::make_pair(file.name.size(), file.name);
    };
    const auto found = std::find_if(lab.files.begin(), lab.files.end(), is_original);
    return found == lab.files.end() ? nullptr : &*found;
}

std::optional<std::string> about_copies(const LabSources& lab) {
    for (const SourceFile& file : lab.files) {
        if (!file.is_unit) continue;
        if (const SourceFile* original = original_of(file, lab))
            return fmt::format("{} looks like a copy of {}: both are compiled; take one of them out",
                               file.name, original->name);
    }
    return std::nullopt;
}

bool defines_main(const Diagnostic& diagnostic) {
    return begins_with(diagnostic.message, "multiple definition of `main'");
}

/// The files that a linker found a main() in: where it says so, and where it says the first one is.
std::vector<std::string> files_with_main(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> files;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!defines_main(diagnostic)) continue;
        const std::size_t at = diagnostic.message.find(first_defined);
        const std::string first =
            at == std::string::npos ? ""
                                    : diagnostic.message.substr(at + first_defined.size(),
                                                                diagnostic.message.find(". A function", at) -
                                                                    at - first_defined.size());
        for (const std::string& file : {first, diagnostic.file}) {
            if (!file.empty() && std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
        }
    }
    return files;
}

/// One diagnostic instead of one for each name that is defined twice.
void tell_of_two_programs(std::vector<Diagnostic>& diagnostics, const LabSources& lab) {
    const auto is_double = [](const Diagnostic& diagnostic) {
        return begins_with(diagnostic.message, two_definitions);
    };
    if (std::none_of(diagnostics.begin(), diagnostics.end(), is_double)) return;
    const auto copies = about_copies(lab);
    const std::vector<std::string> mains = files_with_main(diagnostics);
    const bool two_mains = std::any_of(diagnostics.begin(), diagnostics.end(), defines_main);
    std::string message;
    if (mains.size() > 1)
        message = fmt::format(
            "{} programs in {}/: {} each have a main(), and one server is built of all sources; take the "
            "other{} out",
            mains.size() == 2 ? "two" : std::to_string(mains.size()), lab_directory(lab.lab),
            fmt::join(mains, " and "), mains.size() == 2 ? "" : "s");
    else if (two_mains && copies)
        message = fmt::format("two programs in {}/", lab_directory(lab.lab));
    if (copies) message += (message.empty() ? "" : ". ") + *copies;
    if (message.empty()) return;
    diagnostics.erase(std::remove_if(diagnostics.begin(), diagnostics.end(), is_double), diagnostics.end());
    diagnostics.insert(diagnostics.begin(), Diagnostic{"", 0, 0, Severity::error, message, ""});
}

/// The name in "conn.hpp: No such file or directory" and "'conn.hpp' file not found".
std::optional<std::string> missing_header(const std::string& message) {
    for (const std::string_view end : {": No such file or directory", "' file not found"}) {
        const std::size_t at = message.find(end);
        if (at == std::string::npos || at == 0) continue;
        return message.substr(message.front() == '\'' ? 1 : 0, at - (message.front() == '\'' ? 1 : 0));
    }
    return std::nullopt;
}

/// What was handed in that may be the missing header.
std::string about_header(const std::string& header, const LabSources& lab) {
    if (header.find('\\') != std::string::npos) return "; write / between directories, not \\";
    const std::string name = base_name(header);
    for (const SourceFile& file : lab.files) {
        if (base_name(file.name) == name)
            return fmt::format("; {} is there: an #include counts its path from the file it stands in",
                               file.name);
        if (lower_case(base_name(file.name)) == lower_case(name))
            return fmt::format("; {} is there: capital and small letters count here", file.name);
    }
    for (const LeftOut& left : lab.left_out) {
        if (lower_case(base_name(left.path)) == lower_case(name))
            return fmt::format("; {} was left out, because {}", left.path, left.reason);
    }
    return {};
}

std::string about_left_out(const LabSources& lab) {
    std::vector<std::string> names;
    for (const LeftOut& left : lab.left_out) names.push_back(left.path);
    return names.empty() ? "" : fmt::format(". Left out: {}; the reasons stand above", list_of(names));
}

}  // namespace

std::vector<Diagnostic> said_of_files(std::vector<Diagnostic> diagnostics, const LabSources& lab) {
    tell_of_two_programs(diagnostics, lab);
    for (Diagnostic& diagnostic : diagnostics) {
        if (const auto header = missing_header(diagnostic.message))
            diagnostic.message += about_header(*header, lab);
        else if (begins_with(diagnostic.message, "undefined reference"))
            diagnostic.message += about_left_out(lab);
    }
    return diagnostics;
}

}  // namespace grader
