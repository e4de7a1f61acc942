#include "cli/report.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "cli/environment.hpp"
#include "report/formats.hpp"
#include "result/json.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

ResultDocument read_document(const fs::path& path) {
    if (fs::is_directory(path))
        throw UserError(
            fmt::format("{} is a directory; name the result document that --json wrote", path.string()));
    const auto text = read_file(path);
    if (!text)
        throw UserError(
            fmt::format("cannot read the result document {}: {}", path.string(), std::strerror(errno)));
    const auto json = parse_document(*text);
    if (json.is_discarded())
        throw UserError(
            fmt::format("{} is not a result document: it is not JSON; name the file that --json "
                        "wrote",
                        path.string()));
    try {
        return from_json(json);
    } catch (const UserError& error) {
        throw UserError(fmt::format("{} cannot be reported: {}", path.string(), error.what()));
    }
}

}  // namespace

int report(const ReportOptions& options) {
    const ReportFormat& format = report_format(options.format);
    const std::string text =
        format.render(read_document(options.document), context_of_environment(options.root, options.hints));
    if (options.output)
        ReplacedFile(*options.output, fmt::format("{} report", format.name)).write(text);
    else
        std::fwrite(text.data(), 1, text.size(), stdout);  // main() tells of a failure
    return 0;
}

}  // namespace grader
