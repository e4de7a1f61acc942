#include "report/timeline_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>

namespace grader {

namespace {

/// A wait in which as much passes and nothing happens gets a row that says so.
constexpr std::int64_t pause_us = 100'000;

/// Of those who show it, some count nanoseconds in 64 bits.
constexpr std::int64_t latest_us = std::int64_t{1} << 50;

std::int64_t end_of(const Timeline& timeline) {
    std::int64_t end = 0;
    for (const Moment& moment : timeline.moments) end = std::max(end, end_of(moment));
    return end;
}

bool lasts_to(std::int64_t end, const Moment& moment) {
    return begin_of(moment) < end_of(moment) && end_of(moment) == end && moment.outcome.empty();
}

/// The moments there are, the most worth showing first.
std::vector<std::size_t> by_worth(const Timeline& timeline) {
    std::vector<std::size_t> moments;
    std::vector<std::size_t> anchors;
    const std::int64_t end = end_of(timeline);
    const auto decides = [&](std::size_t at) { return timeline.moments[at].decides; };
    const auto stays = [&](std::size_t at) { return decides(at) || lasts_to(end, timeline.moments[at]); };
    for (std::size_t at = 0; at < timeline.moments.size(); ++at) {
        if (timeline.moments[at].lane < timeline.lanes.size()) moments.push_back(at);
    }
    std::copy_if(moments.begin(), moments.end(), std::back_inserter(anchors), decides);
    if (anchors.empty()) std::copy_if(moments.begin(), moments.end(), std::back_inserter(anchors), stays);
    if (anchors.empty() && !moments.empty()) anchors.push_back(moments.back());
    // What comes just before something says more of it than what comes after.
    std::vector<std::size_t> distance(timeline.moments.size(), std::numeric_limits<std::size_t>::max());
    for (const std::size_t anchor : anchors) {
        for (const std::size_t at : moments) {
            const std::size_t steps = at <= anchor ? 2 * (anchor - at) : 2 * (at - anchor) + 1;
            distance[at] = std::min(distance[at], steps);
        }
    }
    const auto rank = [&](std::size_t at) {
        return decides(at) ? std::size_t{0} : stays(at) ? std::size_t{1} : 2 + distance[at];
    };
    std::stable_sort(moments.begin(), moments.end(),
                     [&](std::size_t one, std::size_t other) { return rank(one) < rank(other); });
    return moments;
}

/// What happens at the same time stays in the order of the moments.
std::vector<TimelineRow> rows_of_moments(const Timeline& timeline, const std::vector<std::size_t>& shown) {
    std::vector<TimelineRow> rows;
    const std::int64_t end = end_of(timeline);
    for (const std::size_t at : shown) {
        const Moment& moment = timeline.moments[at];
        const bool meanwhile = std::any_of(shown.begin(), shown.end(), [&](std::size_t other) {
            const std::int64_t begin = begin_of(timeline.moments[other]);
            return other != at && begin_of(moment) < begin && begin < end_of(moment);
        });
        const bool over_later = meanwhile && !lasts_to(end, moment);
        rows.push_back({TimelineRow::Kind::moment, begin_of(moment), at, 0, over_later});
        if (over_later) rows.push_back({TimelineRow::Kind::over, end_of(moment), at});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const TimelineRow& one, const TimelineRow& other) {
        return one.at_us < other.at_us;
    });
    return rows;
}

/// `shown` in the timeline's order.
std::vector<TimelineRow> rows_of(const Timeline& timeline, const std::vector<std::size_t>& shown,
                                 std::size_t of) {
    const std::vector<TimelineRow> moments = rows_of_moments(timeline, shown);
    std::vector<TimelineRow> rows;
    std::size_t told = 0;  // moments that had their rows, or are said to be left out
    std::int64_t last_us = moments.empty() ? 0 : moments.front().at_us;
    std::vector<bool> is_shown(timeline.moments.size(), false);
    for (const std::size_t at : shown) is_shown[at] = true;
    const auto left_out_before = [&](std::size_t moment) {
        std::int64_t count = 0;
        const auto unlisted = [&](std::size_t at) {
            return std::max<std::int64_t>(timeline.moments[at].left_out_before, 0);
        };
        for (; told < moment; ++told) {
            if (!is_shown[told] && timeline.moments[told].lane < timeline.lanes.size())
                count += 1 + unlisted(told);
        }
        return count + (moment < timeline.moments.size() ? unlisted(moment) : 0);
    };
    const auto add_what_is_between = [&](std::int64_t left_out, std::int64_t until_us) {
        if (left_out > 0)
            rows.push_back({TimelineRow::Kind::left_out, last_us, 0, left_out});
        else if (until_us - last_us >= pause_us)
            rows.push_back({TimelineRow::Kind::pause, last_us, 0, until_us - last_us});
        last_us = std::max(last_us, until_us);
    };
    for (const TimelineRow& row : moments) {
        const bool begins = row.kind == TimelineRow::Kind::moment;
        add_what_is_between(begins ? left_out_before(row.moment) : 0, row.at_us);
        rows.push_back(row);
    }
    if (of > 0) add_what_is_between(left_out_before(timeline.moments.size()), end_of(timeline));
    return rows;
}

/// The call's name, of what is longer.
std::string short_name(const std::string& text) {
    const std::size_t bracket = text.find('(');
    return bracket == std::string::npos ? text : text.substr(0, bracket) + "()";
}

/// Of what is not over at the end. A call that the cause has nothing to do with may just have nothing to do.
std::string_view how_it_stays(const Timeline& timeline, const Moment& moment) {
    const bool is_call = moment.text.find('(') != std::string::npos;
    const bool for_ever = timeline.goes_on && (moment.decides || !is_call);
    switch (moment.kind) {
        case Moment::Kind::sleeps:
            if (is_call) return for_ever ? ": never returns" : ": still sleeps";
            return for_ever ? ": in vain" : ": still waits";
        case Moment::Kind::runs:
            return for_ever ? ": does not stop" : ": still runs";
        default:
            return for_ever ? ": never returns" : ": has not returned";
    }
}

}  // namespace

std::vector<TimelineRow> rows_of(const Timeline& timeline, std::size_t most) {
    const std::vector<std::size_t> worth = by_worth(timeline);
    for (std::size_t count = std::min(worth.size(), most);; --count) {
        std::vector<std::size_t> shown(worth.begin(), worth.begin() + static_cast<std::ptrdiff_t>(count));
        std::sort(shown.begin(), shown.end());
        std::vector<TimelineRow> rows = rows_of(timeline, shown, worth.size());
        if (rows.size() <= most || count <= 1) return rows;
    }
}

std::int64_t begin_of(const Moment& moment) {
    return std::clamp<std::int64_t>(moment.begin_us, 0, latest_us);
}

std::int64_t end_of(const Moment& moment) {
    return std::clamp<std::int64_t>(moment.end_us, begin_of(moment), latest_us);
}

bool is_unfinished(const Timeline& timeline, const Moment& moment) {
    return lasts_to(end_of(timeline), moment);
}

RowWords words_of(const Timeline& timeline, const TimelineRow& row) {
    const auto with_space = [](const std::string& outcome) { return outcome.empty() ? "" : " " + outcome; };
    switch (row.kind) {
        case TimelineRow::Kind::pause: {
            const bool is_last = row.at_us + row.amount >= end_of(timeline);
            return {fmt::format("… {} in which nothing {}happens …", plain_time(row.amount),
                                is_last && timeline.goes_on ? "more " : ""),
                    ""};
        }
        case TimelineRow::Kind::left_out:
            return {fmt::format("… {} more {} left out …", row.amount, row.amount == 1 ? "is" : "are"), ""};
        case TimelineRow::Kind::over: {
            const Moment& moment = timeline.moments[row.moment];
            return {"… " + short_name(moment.text),
                    moment.outcome.empty() ? " is over" : with_space(moment.outcome)};
        }
        case TimelineRow::Kind::moment:
            break;
    }
    const Moment& moment = timeline.moments[row.moment];
    if (is_unfinished(timeline, moment)) return {moment.text, std::string(how_it_stays(timeline, moment))};
    if (row.over_later) return {moment.text, " …"};
    const std::int64_t time = end_of(moment) - begin_of(moment);
    const std::string lasted = time >= pause_us ? fmt::format(" after {}", plain_time(time)) : "";
    return {moment.text, with_space(moment.outcome) + lasted};
}

std::string plain_time(std::int64_t us) {
    const double ms = static_cast<double>(us) / 1000;
    // Where rounding leads to: 99.96 ms is 100 ms.
    if (us < 99'950) return fmt::format("{:.1f} ms", ms);
    if (us < 999'500) return fmt::format("{:.0f} ms", ms);
    return fmt::format("{:.2f} s", ms / 1000);
}

}  // namespace grader
