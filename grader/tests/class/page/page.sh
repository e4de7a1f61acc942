#!/usr/bin/env bash
# The page of a class in headless Chromium, of nobody, of some and of 500 students whose names want to be markup: no error
# on the console, charts are drawn, hovering tells how many, a heading sorts, a word filters, a cause's button finds
# its students, and nothing is wider than the window at 400 and at 1,600 pixels.
#     page.sh MAKE_CLASS_PAGE BROWSER.bash
# 77: there is no Chromium here that runs.
set -euo pipefail
make_page=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=labs/models/tests/browser.bash
source "$2"

# A visitor who looks at the first chart, sorts by points, and asks who has the first cause.
cat >"$scratch/visitor" <<'VISITOR'
<script>
window.addEventListener("load", () => setTimeout(() => {
  const seen = {};
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const canvases = all(".u-wrap canvas");
  seen.charts = canvases.length;
  seen.all = canvases.every(canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(value => value !== 0));
  seen.inside = canvases.every(canvas => canvas.getBoundingClientRect().right <= canvas.closest("figure").getBoundingClientRect().right + 1);
  seen.narrow = document.documentElement.scrollWidth <= window.innerWidth;
  seen.rows = all("#all-students tbody tr").length;
  const over = document.querySelector(".u-over"), place = over.getBoundingClientRect();
  over.dispatchEvent(new MouseEvent("mouseenter", { bubbles: true, clientX: place.left + 9, clientY: place.top + 9 }));
  over.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: place.left + 9, clientY: place.top + 9 }));
  const points = () => all("#all-students tbody tr").filter(row => !row.hidden).map(row => Number(row.cells[1].dataset.value));
  const rises = values => values.every((value, at) => at === 0 || values[at - 1] <= value);
  const head = all("#all-students thead button")[1];
  seen.before = rises(points());
  head.click();
  seen.up = rises(points());
  head.click();
  seen.down = rises(points().reverse());
  seen.told = document.querySelector("#all-students th[aria-sort]").getAttribute("aria-sort");
  const cause = document.querySelector(".causes li button"), many = Number(cause.closest("li").querySelector("b").textContent);
  cause.click();
  seen.found = points().length === many && many > 0;
  const filter = document.getElementById("filter");
  filter.value = "edsger inconclusive";
  filter.dispatchEvent(new Event("input"));
  seen.one = points().length === 1 && document.getElementById("shown").textContent === `1 of ${seen.rows}`;
  location.hash = "#open";
  setTimeout(() => {
    const tip = document.querySelector(".tip");
    seen.tip = getComputedStyle(tip).display === "block" && /^\d+–\d+ points: \d+ student/.test(tip.textContent);
    seen.unfolded = document.getElementById("open").open;
    seen.foreign = all("img, iframe, object, a[href^='javascript']").length;
    document.title = "seen " + JSON.stringify(seen);
  }, 300);
}, 300));
</script>
VISITOR
for count in 0 30 500; do
    "$make_page" "$count" >"$scratch/page.html"
    cat "$scratch/page.html" "$scratch/visitor" >"$scratch/visited.html"
    for width in 400 1600; do
        result=$(seen "$scratch/visited.html" "$width")
        echo "$count students, $width pixels: ${result:-nothing was seen}"
        for want in '"all":true' '"inside":true' '"narrow":true' '"before":false' '"up":true' '"down":true' '"told":"descending"' \
            '"found":true' '"one":true' '"tip":true' '"unfolded":true' '"foreign":0' "\"rows\":$((count + 6))"; do
            [[ $result == *"$want"* ]] || { echo "not $want" && exit 1; }
        done
        [[ $result =~ \"charts\":[1-9] ]] || { echo "no chart" && exit 1; }
    done
done
