#include "report/html_style.hpp"

#include <string_view>

namespace grader {

// Colours have a contrast of 4.5 at least on their backgrounds (WCAG 2.2, 1.4.3), and each comes with a sign
// or a word: none of them alone says anything.
std::string_view html_style() {
    return R"css(
:root {
  --back: #ffffff; --raised: #f5f6f8; --text: #1c1f24; --quiet: #59606b; --line: #d5d9e0;
  --good: #19692f; --bad: #b3261e; --open: #805300; --link: #0b57c2; --mark: #ffe9a8;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --back: #15171b; --raised: #1f2228; --text: #e4e6ea; --quiet: #a1a8b4; --line: #3a3f49;
    --good: #7bd38f; --bad: #ff8f87; --open: #f0c15f; --link: #8ab8ff; --mark: #574600;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 64rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.1rem; color: var(--quiet); font-weight: 600; }
h2 { font-size: 1.45rem; }
h3 { font-size: 1.15rem; margin: 2.5rem 0 0.5rem; }
h4 { font-size: 1.1rem; display: flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: baseline; }
h4 .mark, h4 .points { white-space: nowrap; }
h4 .points { margin-left: auto; }
h5 { font-size: 0.95rem; color: var(--quiet); font-weight: 600; }
p, ol, ul, dl, dd { margin: 0; }
a { color: var(--link); }
.quiet, .facts { color: var(--quiet); }
.facts { font-size: 0.9rem; margin-top: 0.25rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--open); }
.note, .caveat {
  margin: 1rem 0 0; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-left: 0.3rem solid var(--open);
  background: var(--raised);
}
.caveat { font-weight: 600; }
.note { border-left-color: var(--bad); }
.more { margin-top: 0.5rem; }
.scores { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); gap: 1rem;
  list-style: none; padding: 0; margin: 1rem 0; }
.scores li { border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.75rem 1rem; background: var(--raised); }
.scores a { color: inherit; }
.score { display: block; font-size: 1.6rem; font-weight: 700; line-height: 1.3; }
.machine { display: grid; grid-template-columns: max-content 1fr; gap: 0 0.75rem; font-size: 0.9rem;
  color: var(--quiet); }
.machine dt { grid-column: 1; }
.machine dd { grid-column: 2; }
.lab { margin-top: 3rem; padding-top: 1.5rem; border-top: 2px solid var(--line); }
.next { margin-top: 1rem; }
table { width: 100%; border-collapse: collapse; margin-top: 1.25rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.5rem; font-weight: 400; }
thead th { color: var(--quiet); font-size: 0.85rem; border-bottom: 1px solid var(--line); }
tbody td { border-bottom: 1px solid var(--line); }
tbody th { border-bottom: 1px solid var(--line); }
.stage th, .stage td { font-weight: 700; padding-top: 1.1rem; }
td.points, th.points { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.result { white-space: nowrap; width: 6.5rem; }
td.cause-number { text-align: center; width: 4rem; }
.check { margin-top: 1.25rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.4rem; }
.check.bad { border-left: 0.3rem solid var(--bad); color: inherit; }
.check.open { border-left: 0.3rem solid var(--open); color: inherit; }
.cause { border-left-width: 0.5rem; }
.cause h4 { flex-wrap: nowrap; }
.explained { margin-top: 1.25rem; }
.explained details { margin-top: 0.25rem; border: 1px solid var(--line); border-radius: 0.3rem; padding: 0.25rem 0.6rem; }
.explained details[open] { padding-bottom: 0.75rem; }
.explained summary { font-weight: 400; }
.explained summary .points { float: right; }
.part details { margin-top: 0.25rem; }
.part details p, .part details pre { margin-top: 0.5rem; }
:target { outline: 0.15rem solid var(--link); outline-offset: 0.2rem; }
.part { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1rem; margin-top: 1rem; }
.part.wide { display: block; }
.part ol { padding-left: 1.6rem; }
figure { margin: 0.25rem 0 0; }
figcaption { font-weight: 600; font-size: 0.9rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 0.875rem; }
pre {
  margin: 0.25rem 0 0; padding: 0.6rem 0.75rem; overflow-x: auto; line-height: 1.4; background: var(--raised);
  border: 1px solid var(--line); border-radius: 0.3rem; overflow-wrap: normal; tab-size: 4;
}
pre .line { display: inline-block; min-width: 100%; background: var(--mark); }
mark { background: var(--mark); color: inherit; }
details { margin-top: 1.5rem; }
.moment details { margin-top: 0.25rem; font-size: 0.9rem; }
.scrolls { margin: 0.25rem 0 0; width: fit-content; max-width: 100%; overflow-x: auto;
  background: var(--raised); border: 1px solid var(--line); border-radius: 0.3rem; }
.timeline { display: block; max-width: none; fill: var(--text); stroke: none;
  font: 12px/1.25 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.timeline .lane { font-size: 11px; font-weight: 700; text-anchor: middle; }
.timeline .time { font-size: 11px; text-anchor: end; }
.timeline .legend { font-size: 11px; }
.timeline .mark { font-size: 11px; }
.timeline .said { white-space: pre; }
.timeline .said.quiet { fill: var(--quiet); font-style: italic; }
.timeline .said.decides { font-weight: 700; }
.timeline .decisive { fill: var(--mark); }
.timeline .life { stroke: var(--quiet); stroke-dasharray: 2 4; }
.timeline .break { stroke: var(--quiet); stroke-width: 2; stroke-dasharray: 6 4; }
.timeline .arrow { stroke: var(--text); stroke-width: 1.5; }
.timeline .calls { fill: var(--link); stroke: var(--link); stroke-width: 1; }
.timeline .sleeps { fill: var(--back); stroke: var(--open); stroke-width: 2; }
.timeline .runs { fill: var(--bad); stroke: var(--bad); stroke-width: 1; }
.timeline .leaves { stroke: var(--text); stroke-width: 2; }
summary { cursor: pointer; font-weight: 600; }
details ul { padding-left: 1.25rem; margin-top: 0.5rem; }
details li { margin-top: 0.5rem; }
:focus-visible { outline: 0.15rem solid var(--link); outline-offset: 0.1rem; }
@media (max-width: 38rem) {
  body { padding: 1rem 0.75rem 3rem; }
  .part { display: block; margin-top: 0.75rem; }
  .check { padding: 0.75rem; }
  .cause h4 { flex-wrap: wrap; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  h4 .name { order: 1; width: 100%; }
  .machine { display: block; }
  .machine dt { font-weight: 600; }
  th, td { padding: 0.25rem; }
  td.result { width: auto; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .check, .scores li, tr { break-inside: avoid-page; }
  h2, h3, h4, h5, figcaption { break-after: avoid; }
  a { color: inherit; }
  .scrolls { overflow: visible; border: none; }
  .timeline { max-width: 100%; height: auto; }
}
)css";
}

}  // namespace grader
