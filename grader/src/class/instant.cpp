#include "class/instant.hpp"

#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/pattern.hpp"

namespace grader {

namespace {

int number(const std::string& digits) {
    return std::atoi(digits.c_str());
}

/// Nothing for a day that is none, as the 31st of November.
std::optional<std::time_t> seconds_of(const std::vector<std::string>& match) {
    std::tm parts{};
    parts.tm_year = number(match[1]) - 1900;
    parts.tm_mon = number(match[2]) - 1;
    parts.tm_mday = number(match[3]);
    parts.tm_hour = number(match[4]);
    parts.tm_min = number(match[5]);
    parts.tm_sec = number(match[6]);
    const std::tm asked = parts;
    const std::time_t seconds = ::timegm(&parts);
    const bool is_same = parts.tm_mon == asked.tm_mon && parts.tm_mday == asked.tm_mday &&
                         parts.tm_hour == asked.tm_hour && parts.tm_min == asked.tm_min;
    return is_same ? std::optional(seconds) : std::nullopt;
}

}  // namespace

std::string utc_text(std::time_t instant) {
    std::tm parts{};
    ::gmtime_r(&instant, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::optional<std::time_t> instant_of(const std::string& utc) {
    static const Pattern form(R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z)");
    const std::vector<std::string> match = form.match(utc);
    if (match.empty()) return std::nullopt;
    return seconds_of(match);
}

std::string utc_of(const std::string& written) {
    static const Pattern form(
        R"((\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? ?(Z|UTC|([+-])(\d\d):?(\d\d))?)");
    const std::vector<std::string> match = form.match(written);
    if (match.empty()) return {};
    auto seconds = seconds_of(match);
    if (!seconds) return {};
    if (!match[8].empty()) {
        const int offset = number(match[9]) * 3600 + number(match[10]) * 60;
        *seconds -= match[8] == "+" ? offset : -offset;
    }
    return utc_text(*seconds);
}

}  // namespace grader
