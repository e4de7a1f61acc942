#include "svg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bench {
namespace {

constexpr double label_width = 190;
constexpr double bar_width = 420;
constexpr double row_height = 20;
constexpr double title_height = 34;
constexpr double margin = 16;

/// The scale all bars share: from nothing to half as much again as the reference.
double x_of(double ratio) {
    return label_width + std::min(ratio / 1.5, 1.0) * bar_width;
}

struct Drawing {
    std::string body;
    double y = margin;
};

void draw_row(Drawing& drawing, const Contestant& contestant, const Contestant& base) {
    const Spread spread = spread_of(
        ratios(contestant.samples(&Window::trips_per_second), base.samples(&Window::trips_per_second)));
    if (spread.count == 0) return;
    const double middle = drawing.y + row_height / 2;
    drawing.body += fmt::format(
        "<text x='{:.0f}' y='{:.0f}' text-anchor='end'>{}</text>"
        "<rect x='{:.0f}' y='{:.0f}' width='{:.1f}' height='{:.0f}' class='{}'/>"
        "<line x1='{:.1f}' x2='{:.1f}' y1='{:.1f}' y2='{:.1f}' class='spread'/>"
        "<text x='{:.0f}' y='{:.0f}'>{:.2f}</text>\n",
        label_width - 8, middle + 4, contestant.label, label_width, drawing.y + 3,
        x_of(spread.median) - label_width, row_height - 6, contestant.peer->key == "rt" ? "ours" : "peer",
        x_of(spread.lower_quartile), x_of(spread.upper_quartile), middle, middle, label_width + bar_width + 8,
        middle + 4, spread.median);
    drawing.y += row_height;
}

void draw_comparison(Drawing& drawing, const Comparison& comparison, const std::string& reference) {
    const Contestant* base = comparison.find(reference, comparison.scenario.workers);
    if (base == nullptr || base->windows.empty()) return;
    drawing.y += title_height;
    drawing.body += fmt::format("<text x='{:.0f}' y='{:.0f}' class='title'>{}</text>\n", label_width,
                                drawing.y - 8, comparison.scenario.title());
    const double top = drawing.y;
    for (const Contestant& contestant : comparison.contestants) draw_row(drawing, contestant, *base);
    drawing.body += fmt::format("<line x1='{0:.1f}' x2='{0:.1f}' y1='{1:.0f}' y2='{2:.0f}' class='one'/>\n",
                                x_of(1), top, drawing.y);
}

}  // namespace

std::string to_svg(const Results& results) {
    Drawing drawing;
    drawing.body = fmt::format(
        "<text x='{:.0f}' y='{:.0f}'>Round trips a second, relative to {} (the dashed line); thin lines: the "
        "middle half "
        "of all rounds</text>\n",
        margin, drawing.y + 8, results.reference);
    for (const Comparison& comparison : results.comparisons)
        draw_comparison(drawing, comparison, results.reference);
    return fmt::format(
               "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0:.0f} {1:.0f}' width='{0:.0f}' "
               "height='{1:.0f}'>\n",
               label_width + bar_width + 60, drawing.y + margin) +
           "<style>text{font:12px "
           "sans-serif;fill:#222}.title{font-weight:bold}.ours{fill:#2a78c2}.peer{fill:#b8c4d0}"
           ".spread{stroke:#222;stroke-width:2}.one{stroke:#222;stroke-dasharray:3 3}</style>\n"
           "<rect width='100%' height='100%' fill='#fff'/>\n" +
           drawing.body + "</svg>\n";
}

}  // namespace bench
