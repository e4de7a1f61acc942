#include "report/timeline_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "report/text.hpp"
#include "report/timeline_rows.hpp"
#include "report/timeline_text.hpp"

namespace grader {

namespace {

// All in CSS pixels. Texts are set in 12, names of lanes in 11; a character of the monospaced fonts is 0.6 of
// that wide, a little more in some.
constexpr int character = 8;
constexpr int line_height = 15;
constexpr int row_padding = 11;
constexpr int pause_height = 26;
constexpr int header_height = 40;
constexpr int axis_width = 72;
constexpr int lane_width = 52;
constexpr int legend_height = 20;
constexpr std::size_t text_columns = 60;
constexpr std::size_t text_lines = 3;
constexpr std::size_t lane_columns = 7;
constexpr std::size_t title_columns = 300;
constexpr std::size_t most_rows_drawn = 48;

std::string number(int value) {
    return std::to_string(value);
}

std::string_view class_of(Moment::Kind kind) {
    switch (kind) {
        case Moment::Kind::runs:
            return "runs";
        case Moment::Kind::sleeps:
            return "sleeps";
        case Moment::Kind::calls:
            return "calls";
        case Moment::Kind::sends:
            return "sends";
        case Moment::Kind::gets:
            return "gets";
        case Moment::Kind::leaves:
            return "leaves";
    }
    return "calls";
}

std::string_view meaning_of(Moment::Kind kind) {
    switch (kind) {
        case Moment::Kind::runs:
            return "runs";
        case Moment::Kind::sleeps:
            return "sleeps, waits";
        case Moment::Kind::calls:
            return "is in a call";
        case Moment::Kind::sends:
            return "sends";
        case Moment::Kind::gets:
            return "gets";
        case Moment::Kind::leaves:
            return "leaves";
    }
    return "";
}

class Picture {
 public:
    explicit Picture(const Timeline& timeline)
        : timeline_(timeline), rows_(rows_of(timeline, most_rows_drawn)) {
        lay_out();
    }

    std::string svg() {
        if (rows_.empty()) return "";
        {
            const auto root = html_.element("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                                    {"class", "timeline"},
                                                    {"role", "img"},
                                                    {"aria-label", cut(name(), title_columns)},
                                                    {"width", number(width_)},
                                                    {"height", number(height_)},
                                                    {"viewBox", fmt::format("0 0 {} {}", width_, height_)}});
            draw_backgrounds();
            draw_lanes();
            for (std::size_t row = 0; row < rows_.size(); ++row) draw_bar_of(row);
            for (std::size_t row = 0; row < rows_.size(); ++row) draw_arrows_of(row);
            for (std::size_t row = 0; row < rows_.size(); ++row) draw_words_of(row);
            draw_legend();
        }
        return html_.html();
    }

 private:
    struct Place {
        int top = 0;
        int height = 0;
        std::vector<std::string> lines;
        [[nodiscard]] int middle() const { return top + height / 2; }
        [[nodiscard]] int bottom() const { return top + height; }
    };

    [[nodiscard]] std::string name() const {
        return (timeline_.title.empty() ? "What happened" : timeline_.title) +
               ". From top to bottom; the text below the picture says the same.";
    }

    [[nodiscard]] const Moment& moment_of(const TimelineRow& row) const {
        return timeline_.moments[row.moment];
    }

    void lay_out() {
        int top = header_height;
        for (const TimelineRow& row : rows_) {
            Place place{top, pause_height, {}};
            const RowWords words = words_of(timeline_, row);
            std::string line = printable(words.what + words.outcome);
            if (is_of_a_moment(row)) {
                const Moment& moment = moment_of(row);
                line = printable(timeline_.lanes[moment.lane]) + ": " + line;
                use(moment.lane);
                if (moment.from && *moment.from < timeline_.lanes.size()) use(*moment.from);
                if (moment.to && *moment.to < timeline_.lanes.size()) use(*moment.to);
            }
            place.lines = wrapped(line, text_columns);
            if (place.lines.size() > text_lines) {
                place.lines.resize(text_lines);
                place.lines.back() = cut(place.lines.back() + "…", text_columns);
            }
            place.height = row_padding + static_cast<int>(place.lines.size()) * line_height;
            top += place.height;
            places_.push_back(std::move(place));
        }
        int column = 0;
        for (auto& [lane, x] : lane_x_) x = axis_width + lane_width * column++ + lane_width / 2;
        text_x_ = axis_width + lane_width * static_cast<int>(lane_x_.size()) + 8;
        width_ = text_x_ + character * static_cast<int>(text_columns) + 8;
        rows_end_ = top;
        height_ = rows_end_ + legend_height * lay_out_legend() + 12;
    }

    void use(std::size_t lane) { lane_x_[lane] = 0; }

    /// Lines that it takes.
    int lay_out_legend() {
        for (const TimelineRow& row : rows_) {
            if (!is_of_a_moment(row)) continue;
            kinds_.insert(moment_of(row).kind);
            decides_ = decides_ || moment_of(row).decides;
        }
        return 1 + (decides_ ? 1 : 0);
    }

    void rectangle(std::string_view kind, int x, int y, int width, int height) {
        const auto box = html_.element("rect", {{"class", kind},
                                                {"x", number(x)},
                                                {"y", number(y)},
                                                {"width", number(width)},
                                                {"height", number(height)}});
    }

    void line(std::string_view kind, int x1, int y1, int x2, int y2) {
        const auto drawn = html_.element("line", {{"class", kind},
                                                  {"x1", number(x1)},
                                                  {"y1", number(y1)},
                                                  {"x2", number(x2)},
                                                  {"y2", number(y2)}});
    }

    void path(std::string_view kind, const std::string& points) {
        const auto drawn = html_.element("path", {{"class", kind}, {"d", points}});
    }

    void text(std::string_view kind, int x, int y, std::string_view words) {
        html_.leaf("text", words, {{"class", kind}, {"x", number(x)}, {"y", number(y)}});
    }

    void draw_backgrounds() {
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (is_of_a_moment(rows_[row]) && moment_of(rows_[row]).decides)
                rectangle("decisive", 0, places_[row].top + 1, width_, places_[row].height - 2);
        }
    }

    void draw_lanes() {
        for (const auto& [lane, x] : lane_x_) {
            const auto group = html_.element("g");
            const std::string whole = printable(timeline_.lanes[lane]);
            html_.leaf("title", cut(whole, title_columns));
            // "client #1" is two lines.
            const std::size_t gap = whole.rfind(' ');
            if (gap == std::string::npos) {
                text("lane", x, 30, cut(whole, lane_columns));
            } else {
                text("lane", x, 16, cut(whole.substr(0, gap), lane_columns));
                text("lane", x, 30, cut(whole.substr(gap + 1), lane_columns));
            }
            line("life", x, header_height - 2, x, rows_end_);
        }
        text("time", axis_width - 10, 30, "time");
    }

    /// Where the moment that begins in this row ends: in the row that says so, or in its own, or below all.
    [[nodiscard]] int end_of_bar(std::size_t row) const {
        if (is_unfinished(timeline_, moment_of(rows_[row]))) return rows_end_;
        for (std::size_t later = row + 1; rows_[row].over_later && later < rows_.size(); ++later) {
            if (rows_[later].kind == TimelineRow::Kind::over && rows_[later].moment == rows_[row].moment)
                return places_[later].middle() + 5;
        }
        return places_[row].bottom() - 4;
    }

    void draw_bar_of(std::size_t row) {
        if (rows_[row].kind != TimelineRow::Kind::moment) return;
        const Moment& moment = moment_of(rows_[row]);
        const auto group = html_.element("g");
        html_.leaf("title", title_of(row));
        draw_sign(moment.kind, lane_x_.at(moment.lane), places_[row].top + 4, end_of_bar(row),
                  is_unfinished(timeline_, moment));
    }

    /// The form says what it is, without any colour. A client's is at the place where it happens.
    void draw_sign(Moment::Kind kind, int x, int top, int bottom, bool goes_on) {
        const int half = kind == Moment::Kind::calls ? 4 : 7;
        const int y = top + 9;
        switch (kind) {
            case Moment::Kind::sends:
                return path("sends", fmt::format("M{} {}l12 7l-12 7z", x - 5, y - 7));
            case Moment::Kind::gets:
                return path("gets", fmt::format("M{} {}l-12 7l12 7z", x + 5, y - 7));
            case Moment::Kind::leaves:
                return path("leaves", fmt::format("M{} {}l10 10m0 -10l-10 10", x - 5, y - 5));
            case Moment::Kind::runs:
            case Moment::Kind::sleeps:
            case Moment::Kind::calls:
                break;
        }
        if (!goes_on) return rectangle(class_of(kind), x - half, top, 2 * half, bottom - top);
        // Open below.
        path(class_of(kind), fmt::format("M{0} {2}V{1}H{3}V{2}", x - half, top, bottom, x + half));
    }

    [[nodiscard]] std::string title_of(std::size_t row) const {
        const Moment& moment = moment_of(rows_[row]);
        const RowWords words = words_of(timeline_, rows_[row]);
        return cut(printable(fmt::format("{}, {}: {}{}", plain_time(rows_[row].at_us),
                                         timeline_.lanes[moment.lane], words.what, words.outcome)),
                   title_columns);
    }

    /// Bytes come when a call is over.
    void draw_arrows_of(std::size_t row) {
        if (!is_of_a_moment(rows_[row]) || rows_[row].over_later) return;
        const Moment& moment = moment_of(rows_[row]);
        const auto own = lane_x_.find(moment.lane);
        const int y = places_[row].middle();
        if (moment.from && lane_x_.count(*moment.from) == 1)
            draw_arrow(lane_x_.at(*moment.from), own->second, y);
        if (moment.to && lane_x_.count(*moment.to) == 1) draw_arrow(own->second, lane_x_.at(*moment.to), y);
    }

    void draw_arrow(int from, int to, int y) {
        if (from == to) return;
        const int sign = from < to ? 1 : -1;
        const int tip = to - sign * 8;
        line("arrow", from + sign * 6, y, tip - sign * 6, y);
        path("arrow-tip", fmt::format("M{} {}l{} -4v8z", tip, y, -7 * sign));
    }

    void draw_words_of(std::size_t row) {
        const Place& place = places_[row];
        const bool of_a_moment = is_of_a_moment(rows_[row]);
        const bool decides = of_a_moment && moment_of(rows_[row]).decides;
        if (!of_a_moment) line("break", axis_width - 8, place.middle(), text_x_ - 10, place.middle());
        if (of_a_moment) text("time", axis_width - 10, place.top + 18, plain_time(rows_[row].at_us));
        if (decides) text("mark", 2, place.top + 18, "▶");
        const auto group = html_.element("g");
        if (of_a_moment) html_.leaf("title", title_of(row));
        int y = place.top + 18;
        for (const std::string& words : place.lines) {
            text(!of_a_moment ? "said quiet" : decides ? "said decides" : "said", text_x_, y, words);
            y += line_height;
        }
    }

    void draw_legend() {
        int x = axis_width / 2;
        const int y = rows_end_ + 6;
        for (const Moment::Kind kind : kinds_) {
            const std::string_view words = meaning_of(kind);
            draw_sign(kind, x, y, y + 14, false);
            text("legend", x + 14, y + 12, words);
            x += 14 + character * static_cast<int>(words.size()) + 24;
        }
        if (!decides_) return;
        text("mark", axis_width / 2 - 6, y + legend_height + 12, "▶");
        text("legend", axis_width / 2 + 14, y + legend_height + 12, "shows the cause");
    }

    const Timeline& timeline_;
    std::vector<TimelineRow> rows_;
    std::vector<Place> places_;
    std::map<std::size_t, int> lane_x_;  // the lanes that have something, in their order
    std::set<Moment::Kind> kinds_;
    bool decides_ = false;
    int text_x_ = 0;
    int width_ = 0;
    int rows_end_ = 0;
    int height_ = 0;
    HtmlWriter html_;
};

}  // namespace

std::string svg_of(const Timeline& timeline) {
    return Picture(timeline).svg();
}

void write_timeline(HtmlWriter& html, const Timeline& timeline) {
    const std::string svg = svg_of(timeline);
    if (svg.empty()) return;
    const auto figure = html.element("figure", {{"class", "moment"}});
    if (!timeline.title.empty()) html.leaf("figcaption", timeline.title);
    {
        // Wider than the page it scrolls sideways, with the keyboard too: hence the tabindex.
        const auto box = html.element("div", {{"class", "scrolls"},
                                              {"tabindex", "0"},
                                              {"role", "region"},
                                              {"aria-label", "The moment of failure, drawn"}});
        html.verbatim(svg);
    }
    const auto details = html.element("details");
    html.leaf("summary", "The same as text");
    const auto pre = html.element(
        "pre", {{"tabindex", "0"}, {"role", "region"}, {"aria-label", "The moment of failure, as text"}});
    for (const std::string& line : text_of(timeline)) {
        html.text(line);
        html.verbatim("\n");
    }
}

}  // namespace grader
