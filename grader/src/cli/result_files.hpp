// The files a grading leaves behind: the result document and the reports of it that were asked for.
#pragma once

#include <vector>

#include "cli/options.hpp"
#include "report/formats.hpp"
#include "result/writer.hpp"

namespace grader {

class ResultFiles {
 public:
    /// Finds out now whether each of them can be written. Throws UserError, also if two would be the same.
    ResultFiles(const GradeOptions& options, const ReportContext& context);

    /// Replaces every file. Throws std::system_error that names the one that can't be written.
    void write(const ResultDocument& document) const;

 private:
    void add(DocumentWriter writer);

    std::vector<DocumentWriter> writers_;
};

}  // namespace grader
