// A mistake in one format would cost a student points without anybody noticing: all of them say the same.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "classroom_reporter.hpp"
#include "samples.hpp"
#include "xml.hpp"

namespace grader {
namespace {

using nlohmann::json;

struct Points {
    long score = 0;
    long max_score = 0;
    std::vector<long> of_checks;  ///< that each counted check has earned, in order
    bool operator==(const Points&) const = default;
};

void PrintTo(const Points& points, std::ostream* out) {
    *out << fmt::format("{}/{} ({})", points.score, points.max_score, fmt::join(points.of_checks, " "));
}

Points points_of(const ResultDocument& document) {
    Points points{document.score(), document.max_score(), {}};
    for (const LabResult& lab : document.labs) {
        for (const CheckResult& check : lab.checks) {
            if (!check.advisory)
                points.of_checks.push_back(check.verdict == Verdict::pass ? check.points : 0);
        }
    }
    return points;
}

std::string rendered(const ResultDocument& document, std::string_view format) {
    ReportContext context;
    context.classroom50 = somebodys_submission();
    context.token = "a-word-nobody-guesses";
    context.hints = Hints::all;
    return report_format(format).render(document, context);
}

long integer(const json& value) {
    if (!value.is_number_integer()) throw std::runtime_error("no integer: " + value.dump());
    return value.get<long>();
}

/// Of a list of tests; those worth nothing are advice, or no check at all.
std::vector<long> scores_of(const json& tests, const char* max_key) {
    std::vector<long> scores;
    for (const json& test : tests) {
        if (integer(test.at(max_key)) > 0) scores.push_back(integer(test.at("score")));
    }
    return scores;
}

Points in_classroom(const ResultDocument& document) {
    const json result = json::parse(rendered(document, "classroom"));
    Points points{0, integer(result.at("max_score")), {}};
    for (const json& test : result.at("tests")) {
        points.of_checks.push_back(integer(test.at("score")));
        points.score += points.of_checks.back();
    }
    return points;
}

Points in_classroom50(const ResultDocument& document) {
    const json result = json::parse(rendered(document, "classroom50"));
    return {integer(result.at("score")), integer(result.at("max-score")),
            scores_of(result.at("tests"), "max-score")};
}

Points in_gradescope(const ResultDocument& document) {
    const json results = json::parse(rendered(document, "gradescope"));
    Points points{integer(results.at("score")), 0, scores_of(results.at("tests"), "max_score")};
    for (const json& test : results.at("tests")) points.max_score += integer(test.at("max_score"));
    return points;
}

std::pair<long, long> properties_of(const XmlElement& element) {
    std::map<std::string, long> values;
    for (const XmlElement& list : element.all("properties")) {
        for (const XmlElement& property : list.all("property"))
            values[property.attributes.at("name")] = std::stol(property.attributes.at("value"));
    }
    return {values["points"], values["max_points"]};
}

Points in_junit(const ResultDocument& document) {
    Points points;
    for (const XmlElement& suite : XmlReader::read(rendered(document, "junit")).all("testsuite")) {
        points.score += properties_of(suite).first;
        points.max_score += properties_of(suite).second;
        for (const XmlElement& test : suite.all("testcase")) {
            const auto [score, most] = properties_of(test);
            if (most > 0) points.of_checks.push_back(score);
        }
    }
    return points;
}

void expect_same_points(const ResultDocument& document) {
    const Points points = points_of(document);
    EXPECT_EQ(in_classroom(document), points);
    EXPECT_EQ(in_classroom50(document), points);
    EXPECT_EQ(in_gradescope(document), points);
    EXPECT_EQ(in_junit(document), points);
    EXPECT_EQ(base64_decoded(rendered(document, "classroom-base64")
                                 .substr(0, rendered(document, "classroom-base64").size() - 1)) +
                  '\n',
              rendered(document, "classroom"));
    for (const LabResult& lab : document.labs) {
        EXPECT_NE(rendered(document, "terminal")
                      .find(fmt::format("\nLab {}: {} / {}", lab.lab, lab.score(), lab.max_score())),
                  std::string::npos);
        EXPECT_NE(rendered(document, "labs")
                      .find(fmt::format("\nlab{} {} {} ", lab.lab, lab.score(), lab.max_score())),
                  std::string::npos);
        EXPECT_NE(rendered(document, "classroom50-release")
                      .find(fmt::format("| Lab {} | {}/{} |", lab.lab, lab.score(), lab.max_score())),
                  std::string::npos);
    }
    EXPECT_EQ(rendered(document, "labs").rfind("all " + rendered(document, "score"), 0), 0U);
    EXPECT_NE(rendered(document, "classroom50-release")
                  .find(fmt::format("### {} of {} points\n", document.score(), document.max_score())),
              std::string::npos);
}

TEST(Points, AreTheSameInAllFormats) {
    for (const ResultDocument& document : finished_documents()) expect_same_points(document);
}

TEST(Points, OfAGradingThatWasCutShortAreWhatIsKnownSoFarInAllFormats) {
    for (const ResultDocument& whole : {two_labs(), recorded("all-pass"), recorded("stub")}) {
        std::size_t checks = 0;
        for (const LabResult& lab : whole.labs) checks += lab.checks.size();
        for (std::size_t done = 0; done <= checks; ++done) expect_same_points(cut_short(whole, done));
    }
}

TEST(Points, OfAHostileSubmissionAreTheSameInAllFormats) {
    ResultDocument document = hostile_document();
    expect_same_points(document);
    for (const LabStatus status : {LabStatus::unfinished, LabStatus::not_built, LabStatus::not_started}) {
        for (LabResult& lab : document.labs) lab.status = status;
        expect_same_points(document);
    }
}

TEST(Formats, EndWithANewlineWhateverTheDocumentHolds) {
    for (const ResultDocument& document : {ResultDocument{}, hostile_document(), two_labs()}) {
        for (const ReportFormat& format : report_formats()) {
            const std::string report = rendered(document, format.name);
            ASSERT_FALSE(report.empty()) << format.name;
            EXPECT_EQ(report.back(), '\n') << format.name;
            for (const char c : report)
                ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n')
                    << format.name << " has the byte " << static_cast<int>(c);
        }
    }
}

TEST(Formats, AreTheSameFromMemoryAndFromJson) {
    for (const ResultDocument& document : {hostile_document(), two_labs(), cut_short(two_labs(), 40)}) {
        for (const ReportFormat& format : report_formats())
            EXPECT_EQ(rendered(document, format.name), rendered(from_json(to_json(document)), format.name));
    }
}

TEST(Formats, AreFoundByNameOrTheNearestIsNamed) {
    for (const ReportFormat& format : report_formats()) EXPECT_EQ(&report_format(format.name), &format);
    try {
        (void)report_format("junti");
        FAIL() << "found";
    } catch (const UserError& error) {
        EXPECT_EQ(std::string(error.what())
                      .rfind("there is no report format \"junti\"; did you mean \"junit\"?", 0),
                  0U)
            << error.what();
    }
}

}  // namespace
}  // namespace grader
