#include "cli/result_files.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace grader {

ResultFiles::ResultFiles(const GradeOptions& options, const ReportContext& context) {
    // The document first: every report can be made from it later.
    if (options.json) add(DocumentWriter(*options.json));
    for (const WantedReport& report : options.reports) {
        const ReportFormat& format = report_format(report.format);
        add(DocumentWriter(
            report.file, fmt::format("{} report", format.name),
            [&format, context](const ResultDocument& document) { return format.render(document, context); }));
    }
}

void ResultFiles::write(const ResultDocument& document) const {
    for (const DocumentWriter& writer : writers_) writer.write(document);
}

void ResultFiles::add(DocumentWriter writer) {
    for (const DocumentWriter& other : writers_) {
        if (other.path() == writer.path())
            throw UserError(fmt::format("two reports would be written to {}; name a file for each",
                                        writer.path().string()));
    }
    writers_.push_back(std::move(writer));
}

}  // namespace grader
