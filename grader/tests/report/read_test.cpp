// Every report that has words says which files were read and what was left out.
#include <gtest/gtest.h>

#include "report/formats.hpp"
#include "samples.hpp"

namespace grader {
namespace {

/// Points and names alone, or moments: their readers have no place for a sentence.
bool is_wordless(std::string_view format) {
    return format == "score" || format == "labs" || format == "classroom" || format == "classroom-base64" ||
           format == "classroom50" || format == "perfetto";
}

TEST(WhatWasRead, StandsInEveryReportThatHasWords) {
    for (ResultDocument document : finished_documents()) {
        document.labs.at(0).read = "read: 271828 files of lab4";
        for (const ReportFormat& format : report_formats()) {
            if (is_wordless(format.name)) continue;
            ReportContext context;
            context.token = "token";
            EXPECT_NE(format.render(document, context).find("271828 files"), std::string::npos)
                << format.name;
        }
    }
}

TEST(WhatWasRead, IsNothingInDocumentsThatDoNotSay) {
    const ResultDocument document = recorded("all-pass");
    EXPECT_EQ(document.labs.at(0).read, "");
    for (const ReportFormat& format : report_formats()) {
        if (!is_wordless(format.name)) {
            EXPECT_EQ(format.render(document, {}).find("read: "), std::string::npos) << format.name;
        }
    }
}

}  // namespace
}  // namespace grader
