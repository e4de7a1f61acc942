// Draws how the points are spread, sorts and filters. Without it, all words of the page are there.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const style = name => getComputedStyle(document.body).getPropertyValue(name).trim();
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");

  const drawn = [];
  const draw = plot => {
    const counts = plot.dataset.counts.split(",").map(Number), ranges = plot.dataset.ranges.split(",");
    const tip = document.createElement("div");
    tip.className = "tip";
    plot.parentElement.append(tip);
    const narrow = plot.clientWidth < 520;
    const chart = new uPlot({
      width: Math.max(220, plot.clientWidth), height: 240, legend: { show: false },
      scales: { x: { time: false, range: () => [-0.6, counts.length - 0.4] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.08)] } },
      axes: [
        { stroke: style("--quiet"), grid: { show: false }, ticks: { stroke: style("--line") }, label: "points", labelSize: 20, size: 34,
          splits: () => counts.map((_, at) => at), values: (_, splits) => splits.map(at => narrow && at % 3 !== 0 && at !== 10 ? "" : narrow ? ranges[at].split("–")[0] : ranges[at]) },
        { stroke: style("--quiet"), grid: { stroke: style("--line") }, ticks: { stroke: style("--line") }, size: 44, label: "students", labelSize: 18,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
      ],
      series: [{}, { label: "students", stroke: style("--link"), fill: style("--link"), width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.8, 90] }) }],
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      hooks: { setCursor: [now => {
        const at = now.cursor.idx;
        if (at === null || at === undefined || now.cursor.left < 0) { tip.style.display = "none"; return; }
        tip.textContent = `${ranges[at]} points: ${counts[at]} ${counts[at] === 1 ? "student" : "students"}`;
        tip.style.display = "block";
        tip.style.left = `${Math.max(4, Math.min(plot.parentElement.clientWidth - tip.offsetWidth - 4, now.cursor.left + 60))}px`;
        tip.style.top = "4rem";
      }] },
    }, [counts.map((_, at) => at), counts], plot);
    drawn.push({ chart, tip });
  };
  const drawAll = () => {
    drawn.splice(0).forEach(one => { one.chart.destroy(); one.tip.remove(); });
    all(".plot[data-counts]").forEach(draw);
  };

  const valueOf = cell => cell === undefined ? "" : cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  const compare = (one, other) => {
    const [a, b] = [parseFloat(one), parseFloat(other)];
    return !Number.isNaN(a) && !Number.isNaN(b) && a !== b ? a - b : one.localeCompare(other);
  };
  // Rows that belong to a stage stay with it.
  const sort = (table, column, ascending) => {
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter(row => !row.classList.contains("stage"));
      const sign = ascending ? 1 : -1;
      rows.map((row, at) => ({ row, at, value: valueOf(row.cells[column]) }))
        .sort((one, other) => sign * compare(one.value, other.value) || one.at - other.at)
        .forEach(one => body.append(one.row));
    }
  };
  for (const table of all("table.sortable")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      if (head.textContent === "") return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(one => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sort(table, column, ascending);
      });
    });
  }

  const filter = document.getElementById("filter"), rows = all("#all-students tbody tr");
  const texts = rows.map(row => `${row.textContent} ${row.dataset.words || ""}`.toLowerCase());
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    let shown = 0;
    rows.forEach((row, at) => {
      // A word with a colon is a whole one: failed:A is not failed:AB.
      row.hidden = !words.every(word => word.includes(":") ? ` ${texts[at]} `.includes(` ${word} `) : texts[at].includes(word));
      if (!row.hidden) ++shown;
    });
    document.getElementById("shown").textContent = `${shown} of ${rows.length}`;
  };
  filter.addEventListener("input", apply);
  all("button.filter").forEach(button => button.addEventListener("click", () => {
    filter.value = button.dataset.filter;
    apply();
    document.getElementById("students").scrollIntoView();
  }));
  // Whoever comes from a flag finds its topic unfolded.
  const unfold = () => {
    const topic = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (topic && topic.localName === "details") topic.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  drawAll();
  let width = document.body.clientWidth;
  window.addEventListener("resize", () => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    drawAll();
  });
  scheme.addEventListener("change", drawAll);
  window.addEventListener("beforeprint", () => {
    all("details").forEach(part => { part.open = true; });
    drawAll();
  });
  window.addEventListener("afterprint", drawAll);
})();
