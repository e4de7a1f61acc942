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
.check { margin-top: 1.25rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.4rem; }
.check.bad { border-left: 0.3rem solid var(--bad); color: inherit; }
.check.open { border-left: 0.3rem solid var(--open); color: inherit; }
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
summary { cursor: pointer; font-weight: 600; }
details ul { padding-left: 1.25rem; margin-top: 0.5rem; }
details li { margin-top: 0.5rem; }
:focus-visible { outline: 0.15rem solid var(--link); outline-offset: 0.1rem; }
@media (max-width: 38rem) {
  body { padding: 1rem 0.75rem 3rem; }
  .part { display: block; margin-top: 0.75rem; }
  .check { padding: 0.75rem; }
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
}
)css";
}

}  // namespace grader
