#!/usr/bin/env bash
# The page of ./lab compare in headless Chromium: no error on the console, charts are drawn, hovering tells values, the
# table view has them, and nothing is wider than the window at 400 and at 1,600 pixels.
#     page.sh MODELS-COMPARE RUN.json
# 77: there is no Chromium here that runs.
set -euo pipefail
compare=$1 run=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=labs/models/tests/browser.bash
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/browser.bash"

"$compare" --show "$run" --against "$run" --out "$scratch/out" >/dev/null
page=$(ls "$scratch"/out/*.html)
# A visitor who reads what is there, points at the first chart, and asks for tables.
cat >"$scratch/visitor" <<'VISITOR'
<script>
window.addEventListener("load", () => setTimeout(() => {
  const seen = {};
  seen.charts = document.querySelectorAll(".u-wrap canvas").length;
  seen.drawn = [...document.querySelectorAll(".u-wrap canvas")].filter(canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some(value => value !== 0);
  }).length;
  seen.all = seen.drawn === seen.charts;
  seen.apart = [...document.querySelectorAll(".charts > figure")].every(figure => {
    const canvas = figure.querySelector("canvas");
    return !canvas || canvas.getBoundingClientRect().right <= figure.getBoundingClientRect().right + 1;
  });
  const over = document.querySelector(".u-over"), place = over.getBoundingClientRect();
  over.dispatchEvent(new MouseEvent("mouseenter", { bubbles: true, clientX: place.left + 9, clientY: place.top + 9 }));
  over.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: place.left + 9, clientY: place.top + 9 }));
  setTimeout(() => {
    const tip = document.querySelector(".tip");
    seen.tip = getComputedStyle(tip).display === "block" && tip.textContent.includes("poll");
    seen.narrow = document.documentElement.scrollWidth <= window.innerWidth;
    seen.pictures = document.querySelectorAll("svg.timeline").length;
    seen.findings = document.querySelectorAll(".findings section").length;
    document.getElementById("as-table").click();
    seen.tables = document.querySelectorAll(".charts figure table").length;
    document.title = "seen " + JSON.stringify(seen);
  }, 300);
}, 300));
</script>
VISITOR
cat "$page" "$scratch/visitor" >"$scratch/visited.html"
for width in 400 1600; do
    title=$(seen "$scratch/visited.html" "$width")
    echo "$width pixels: ${title:-nothing was seen}"
    for want in '"all":true' '"apart":true' '"tip":true' '"narrow":true'; do
        [[ $title == *"$want"* ]] || { echo "not $want" && exit 1; }
    done
    for part in charts drawn pictures findings tables; do
        [[ $title =~ \"$part\":[1-9] ]] || { echo "no $part" && exit 1; }
    done
done
