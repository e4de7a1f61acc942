#include "report/classroom.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/labs.hpp"
#include "report/check_text.hpp"
#include "result/bounds.hpp"

namespace grader {

namespace {

using nlohmann::json;

constexpr std::size_t message_bytes = 400;
constexpr std::size_t short_name_bytes = 80;

// How much is told of each check; the points are the same with all.
enum class Detail { messages, names, short_names, labs };

const char* overall_status(LabStatus status) {
    switch (status) {
        case LabStatus::passed:
            return "pass";
        case LabStatus::failed:
        case LabStatus::not_built:
        case LabStatus::not_started:
            return "fail";
        case LabStatus::unfinished:
        case LabStatus::inconclusive:
            break;
    }
    return "error";
}

const char* test_status(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::fail:
        case Verdict::not_reached:
            return "fail";
        case Verdict::not_run:
        case Verdict::inconclusive:
            break;
    }
    return "error";
}

json test_of(std::string_view name, const char* status, int score, std::string_view message, long duration) {
    return {{"name", without_commands(name)},
            {"status", status},
            {"score", score},
            {"message", without_commands(message)},
            {"test_code", ""},
            {"filename", ""},
            {"line_no", 0},
            {"duration", std::max(duration, 0L)}};
}

json test_of(const ResultDocument& document, const LabResult& lab, const CheckResult& check, Detail detail) {
    const std::string name = detail == Detail::short_names ? bounded_text(check.name, short_name_bytes)
                                                           : entry_name(document, lab, check);
    const std::string message = detail == Detail::messages ? reason_line(lab, check, message_bytes) : "";
    return test_of(name, test_status(check.verdict), earned_points(check), message, check.duration_ms);
}

json classroom_result(const ResultDocument& document, Detail detail) {
    json tests = json::array();
    for (const LabResult& lab : document.labs) {
        if (detail == Detail::labs) {
            tests.push_back(
                test_of(lab_name(lab.lab), overall_status(lab.status), lab.score(), lab_line(lab), 0));
            continue;
        }
        for (const CheckResult& check : lab.checks) {
            if (!check.advisory) tests.push_back(test_of(document, lab, check, detail));
        }
    }
    return {{"version", 1},
            {"status", overall_status(document.status())},
            {"max_score", document.max_score()},
            {"tests", std::move(tests)}};
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 3))) {
        const auto byte = [&](std::size_t at) {
            return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
        };
        const unsigned three = byte(0) << 16U | byte(1) << 8U | byte(2);
        for (unsigned at = 0; at < 4; ++at)
            text += at <= bytes.size() ? digits[three >> (18U - 6U * at) & 63U] : '=';
    }
    return text;
}

std::string classroom_text(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    std::string text;
    for (const Detail detail : {Detail::messages, Detail::names, Detail::short_names, Detail::labs}) {
        text = classroom_result(document, detail).dump();
        if (text.size() <= max_classroom_bytes) break;
    }
    return text;
}

}  // namespace

std::string render_classroom(const ResultDocument& document) {
    return classroom_text(document) + '\n';
}

std::string render_classroom_base64(const ResultDocument& document) {
    return base64(classroom_text(document)) + '\n';
}

}  // namespace grader
