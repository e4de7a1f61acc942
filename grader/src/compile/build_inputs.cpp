#include "compile/build_inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "base/files.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// With its length before it, so that no text can look like several.
std::string field(const std::string& name, const std::string& text) {
    return fmt::format("{} {} {}\n{}\n", name.size(), text.size(), name, text);
}

std::string time_and_size(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return field(file.string(), "none");
    return field(file.string(), fmt::format("{}.{} {} {}", about.st_mtim.tv_sec, about.st_mtim.tv_nsec,
                                            about.st_size, about.st_ino));
}

bool is_compiled(const BuildInputs& inputs, const std::string& file) {
    return std::find(inputs.compiled.begin(), inputs.compiled.end(), file) != inputs.compiled.end();
}

/// Of all files the names, since a file can ask whether there is another.
std::string common_inputs(const BuildInputs& inputs) {
    std::string text = field("flags", fmt::format("{}", fmt::join(inputs.flags, "\n")));
    for (const fs::path& of_system :
         {fs::path(inputs.compiler), fs::path("/var/lib/dpkg/status"), fs::path("/usr/include"),
          fs::path("/usr/local/include"), fs::path("/usr/local/lib")})
        text += time_and_size(of_system);
    for (const fs::path& made : inputs.linked) text += time_and_size(made);
    std::set<fs::path> provided;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(inputs.provided))
        if (entry.is_regular_file() && entry.path().extension() != ".a") provided.insert(entry.path());
    for (const fs::path& header : provided)
        text += field(header.lexically_relative(inputs.provided).string(), read_file(header).value_or(""));
    for (const std::string& file : inputs.files)
        text += field(file, is_compiled(inputs, file) ? "" : read_file(inputs.sources / file).value_or(""));
    return text;
}

}  // namespace

std::string inputs_of_program(const BuildInputs& inputs) {
    std::string text = field("kind", "program") + common_inputs(inputs);
    for (const std::string& file : inputs.compiled)
        text += field(file, read_file(inputs.sources / file).value_or(""));
    return text;
}

std::string inputs_of_object(const BuildInputs& inputs, const std::string& file) {
    return field("kind", "object") + common_inputs(inputs) +
           field(file, read_file(inputs.sources / file).value_or(""));
}

bool read_another(const BuildInputs& inputs, const std::string& file, std::string dependencies) {
    // Compared without what -MD puts before blanks and the like, and by names alone, which may be written in
    // many ways: lab4/./a.cpp.
    const auto plain = [](std::string text) {
        text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '\\' || c == '$'; }),
                   text.end());
        return text;
    };
    dependencies = plain(dependencies);
    return std::any_of(inputs.compiled.begin(), inputs.compiled.end(), [&](const std::string& other) {
        return other != file &&
               dependencies.find("/" + plain(fs::path(other).filename().string())) != std::string::npos;
    });
}

}  // namespace grader
