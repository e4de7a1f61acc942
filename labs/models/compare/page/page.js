// Draws the runs that the page holds: the first is told of, the others are laid over it in the charts and tables.
"use strict";
(() => {
  const runs = JSON.parse(document.getElementById("runs").textContent);
  const main = runs[0];
  const at = id => document.getElementById(id);
  const make = (tag, words, attributes) => {
    const element = document.createElement(tag);
    if (words !== undefined) element.textContent = words;
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  };
  const nameOf = run => run.label || run.when;
  const quantity = key => main.quantities.find(one => one.key === key);
  const figure = value => {
    if (value === undefined || value === null) return "–";
    if (value === 0) return "0";
    if (Math.abs(value) >= 100) return Number(value.toPrecision(3)).toLocaleString("en");
    return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
  };
  const valueOf = (run, server, scenario, key) => {
    const row = run.rows.find(one => one.server === server && one.scenario === scenario);
    return row && row.values[key] ? row.values[key] : undefined;
  };

  // Colours that differ in lightness, too; and a dash of its own for each third line.
  const light = ["#0b57c2", "#b3261e", "#19692f", "#8a4b00", "#6a1b9a", "#00796b", "#c2185b", "#4e5d6c", "#827000", "#3949ab", "#d1480f", "#33691e", "#5d4037", "#00838f"];
  const dark = ["#8ab8ff", "#ff8f87", "#7bd38f", "#f0b35f", "#cf9df5", "#5fd3c4", "#ff8fc0", "#b3c1cf", "#d8c84a", "#a3aeff", "#ff9e6b", "#a6d36b", "#c9a396", "#62cfe0"];
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  let printing = false;
  const isDark = () => scheme.matches && !printing;
  const servers = main.servers.filter(server => !server.absent);
  const colour = index => (isDark() ? dark : light)[index % light.length];
  const dash = index => [[], [8, 4], [2, 3]][index % 3];
  const style = name => getComputedStyle(document.body).getPropertyValue(name).trim();
  const hidden = new Set();

  const charts = [
    ["trips", false, "Round trips a second, all talk", "More is better. A switch of threads for each message shows from the first connections on."],
    ["cpu_us", false, "Server CPU µs for a round trip, all talk", "Many messages share one wake-up: the more connections, the cheaper."],
    ["cpu_us", true, "Server CPU µs for a round trip, one of all talks", "Who looks at all connections for each message rises; who is told of the ready one stays flat."],
    ["trips", true, "Round trips a second, one of all talks", "One conversation, and the others are silent."],
    ["p99_us", false, "Latency µs, one message in 100 is slower, all talk", "From when it was due, at 2,000 messages a second."],
    ["p99_us", true, "Latency µs, one message in 100 is slower, one talks", "From when it was due, at 500 messages a second."],
    ["private_kib", true, "Private KiB of an idle connection", "Stacks and buffers that were touched."],
    ["kernel_kib", true, "Kernel KiB of an idle connection", "Kernel stacks and page tables, without the socket."],
    ["calls", false, "System calls for a round trip, all talk", "Counted by strace."],
    ["switches", false, "Context switches for a round trip, all talk", "How often a thread was taken off its core."],
  ];
  const scenariosOf = oneTalks => main.scenarios
    .filter(one => !one.delay_ms && !one.work_us && (oneTalks ? one.one_talks || one.connections === 1 : !one.one_talks))
    .sort((one, other) => one.connections - other.connections);

  /// Every line of a chart: of each server in each run.
  const linesOf = (key, oneTalks) => {
    const scenarios = scenariosOf(oneTalks);
    const lines = [];
    runs.forEach((run, number) => servers.forEach((server, index) => {
      const values = scenarios.map(one => { const found = valueOf(run, server.key, one.key, key); return found ? found.median : null; });
      if (values.some(value => value !== null)) lines.push({ server, index, number, values });
    }));
    return { scenarios, lines };
  };

  const table = (heads, rows) => {
    const box = make("div", undefined, { class: "wide-table" }), all = make("table"), head = make("thead"), body = make("tbody");
    const top = make("tr");
    heads.forEach(words => top.append(make("th", words, { scope: "col" })));
    head.append(top);
    for (const { name, own, cells, missing } of rows) {
      const line = make("tr", undefined, own ? { class: "own" } : {});
      line.append(make("th", name, { scope: "row" }));
      if (missing) line.append(make("td", missing, { class: "missing", colspan: heads.length - 1 }));
      else cells.forEach(cell => {
        const one = make("td", cell.words);
        if (cell.small) one.append(make("small", cell.small));
        line.append(one);
      });
      body.append(line);
    }
    all.append(head, body);
    box.append(all);
    return box;
  };

  const drawn = [];
  const draw = (box, key, oneTalks) => {
    const { scenarios, lines } = linesOf(key, oneTalks);
    const plot = make("div", undefined, { class: "plot" }), tip = make("div", undefined, { class: "tip" });
    box.append(plot, tip);
    const shown = lines.filter(line => !hidden.has(line.server.key));
    const values = shown.flatMap(line => line.values).filter(value => value !== null && value > 0);
    const logarithmic = values.length > 0 && Math.max(...values) / Math.min(...values) > 30;
    // A logarithm of nothing is nowhere.
    const least = logarithmic ? Math.min(...values) : 0;
    const data = [scenarios.map(one => one.connections), ...shown.map(line => line.values.map(value => value === null ? null : Math.max(value, least)))];
    const options = {
      width: Math.max(240, plot.clientWidth), height: 300, legend: { show: false },
      scales: { x: { time: false, distr: 3, log: 10 }, y: logarithmic ? { distr: 3, log: 10 } : { range: (_, low, high) => [0, high > 0 ? high * 1.05 : 1] } },
      axes: [
        { stroke: style("--quiet"), grid: { stroke: style("--line") }, ticks: { stroke: style("--line") },
          splits: () => scenarios.map(one => one.connections), filter: (_, splits) => splits, values: (_, all) => all.map(one => one.toLocaleString("en")), label: "connections", labelSize: 20, size: 34 },
        { stroke: style("--quiet"), grid: { stroke: style("--line") }, ticks: { stroke: style("--line") }, size: 62, values: (_, all) => all.map(one => one === null ? "" : one.toLocaleString("en")) },
      ],
      series: [{}, ...shown.map(line => ({
        label: line.server.title, stroke: colour(line.index), width: line.server.own ? 3.5 : 1.75, spanGaps: true,
        dash: line.number === 0 ? dash(line.index) : [1, 5], points: { show: true, size: line.number === 0 ? 6 : 4, fill: colour(line.index) },
      }))],
      cursor: { drag: { x: false, y: false } },
      hooks: { setCursor: [chart => {
        const place = chart.cursor.idx;
        if (place === null || place === undefined || chart.cursor.left < 0) { tip.style.display = "none"; return; }
        tip.replaceChildren(make("b", scenarios[place].title));
        shown.map(line => ({ line, value: line.values[place] })).filter(one => one.value !== null)
          .sort((one, other) => other.value - one.value).forEach(({ line, value }) => {
            const row = make("div"), dot = make("i");
            dot.style.background = colour(line.index);
            row.append(dot, `${figure(value)}  ${line.server.title}${line.number ? " (" + nameOf(runs[line.number]) + ")" : ""}`);
            tip.append(row);
          });
        tip.style.display = "block";
        const room = box.clientWidth - tip.offsetWidth - 4;
        tip.style.left = `${Math.max(4, Math.min(room, chart.cursor.left + 80))}px`;
        tip.style.top = "2.2rem";
      }] },
    };
    drawn.push({ chart: new uPlot(options, data, plot), plot });
  };

  const drawAsTable = (box, key, oneTalks) => {
    const { scenarios, lines } = linesOf(key, oneTalks);
    box.append(table(["", ...scenarios.map(one => one.connections.toLocaleString("en"))], lines.map(line => ({
      name: line.server.title + (line.number ? ` (${nameOf(runs[line.number])})` : ""), own: line.server.own,
      cells: line.values.map(value => ({ words: figure(value) })),
    }))));
  };

  const drawBars = (box, scenario, key) => {
    const bars = make("div", undefined, { class: "bars" });
    const rows = [];
    runs.forEach((run, number) => servers.forEach((server, index) => {
      const value = valueOf(run, server.key, scenario.key, key);
      if (value) rows.push({ server, index, number, value: value.median });
    }));
    const most = Math.max(...rows.map(row => row.value), 1e-9);
    rows.sort((one, other) => quantity(key).more_is_better ? other.value - one.value : one.value - other.value);
    for (const row of rows) {
      bars.append(make("span", row.server.title + (row.number ? ` (${nameOf(runs[row.number])})` : "")));
      const line = make("div"), bar = make("span", undefined, { class: "bar" });
      bar.style.width = `${65 * row.value / most}%`;
      bar.style.background = colour(row.index);
      line.append(bar, figure(row.value));
      bars.append(line);
    }
    box.append(bars);
  };

  let asTable = false;
  const drawAll = () => {
    drawn.splice(0).forEach(one => one.chart.destroy());
    at("chart-list").replaceChildren();
    // All of the boxes come first: how wide one is depends on whether others are beside it.
    const toDraw = [];
    for (const [key, oneTalks, title, hint] of charts) {
      if (!quantity(key) || linesOf(key, oneTalks).lines.length === 0) continue;
      const box = make("figure");
      box.append(make("figcaption", title), make("p", hint, { class: "facts" }));
      at("chart-list").append(box);
      toDraw.push(() => (asTable ? drawAsTable : draw)(box, key, oneTalks));
    }
    for (const scenario of main.scenarios.filter(one => one.delay_ms || one.work_us)) {
      const key = scenario.work_us ? "trips" : "cpu_us";
      const box = make("figure");
      box.append(make("figcaption", `${quantity(key).title}: ${scenario.title}`));
      at("chart-list").append(box);
      drawBars(box, scenario, key);
    }
    toDraw.forEach(one => one());
    at("keys").replaceChildren();
    servers.forEach((server, index) => {
      const key = make("button", undefined, { type: "button", "aria-pressed": String(!hidden.has(server.key)) });
      key.innerHTML = '<svg width="26" height="8" aria-hidden="true"><line x1="0" y1="4" x2="26" y2="4"/></svg>';
      const line = key.querySelector("line");
      line.setAttribute("stroke", colour(index));
      line.setAttribute("stroke-width", server.own ? 4 : 2.5);
      line.setAttribute("stroke-dasharray", dash(index).join(" "));
      key.append(server.title);
      key.addEventListener("click", () => { hidden.has(server.key) ? hidden.delete(server.key) : hidden.add(server.key); drawAll(); });
      at("keys").append(key);
    });
    at("overlay").textContent = runs.length > 1 ? `Dotted: ${runs.slice(1).map(nameOf).join(", ")}.` : "";
  };

  const tellFindings = (list, where) => {
    const words = { "holds": ["✓ holds", "good"], "does-not-hold": ["✗ does not hold here", "bad"], "not-measured": ["? not measured", "open"] };
    for (const finding of list) {
      const box = make("section", undefined, finding.title.startsWith("Yours") ? { class: "own" } : {});
      box.append(make("h4", finding.title));
      if (words[finding.verdict]) box.append(make("p", words[finding.verdict][0], { class: `verdict ${words[finding.verdict][1]}` }));
      box.append(make("p", finding.text));
      where.append(box);
    }
  };

  const drawTables = () => {
    at("table-list").replaceChildren();
    const keys = main.quantities;
    for (const scenario of main.scenarios) {
      const part = make("details");
      part.append(make("summary", scenario.title));
      const rows = [];
      runs.forEach((run, number) => main.servers.forEach(server => {
        const row = run.rows.find(one => one.server === server.key && one.scenario === scenario.key);
        if (!row) return;
        rows.push({
          name: server.title + (number ? ` (${nameOf(run)})` : ""), own: server.own, missing: row.missing,
          cells: keys.map(one => {
            const value = row.values[one.key];
            if (!value) return { words: "–" };
            const spread = value.samples.length > 1 ? `${figure(value.lower_quartile)} to ${figure(value.upper_quartile)}` : "";
            return { words: figure(value.median), small: spread };
          }),
        });
      }));
      part.append(table(["", ...keys.map(one => one.column)], rows));
      at("table-list").append(part);
    }
  };

  /// Only what a picture is made of: a run may have come from anywhere.
  const picture = text => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const elements = new Set(["svg", "g", "title", "rect", "line", "path", "text", "tspan", "circle"]);
    const clean = element => {
      for (const child of [...element.children]) elements.has(child.localName) ? clean(child) : child.remove();
      for (const attribute of [...element.attributes]) if (/^on|href|style/i.test(attribute.name)) element.removeAttribute(attribute.name);
    };
    if (parsed.localName !== "svg") return null;
    clean(parsed);
    return document.importNode(parsed, true);
  };
  const drawPictures = () => {
    for (const server of main.servers) {
      const part = make("details", undefined, server.own ? { open: "" } : {});
      part.append(make("summary", server.title));
      if (server.note) part.append(make("p", server.note, { class: "facts" }));
      const drawing = server.picture ? picture(server.picture) : null;
      if (drawing) {
        const box = make("div", undefined, { class: "scrolls", tabindex: "0" });
        box.append(drawing);
        part.append(box);
      } else {
        part.append(make("p", server.absent || "There is no picture of it; the notes at the top say why.", { class: "quiet" }));
      }
      at("picture-list").append(part);
    }
  };

  at("run").textContent = [nameOf(main), ...main.machine.map(([what, value]) => `${what}: ${value}`),
    `median of ${main.rounds} windows of ${main.window_ms} ms`].join(" · ");
  for (const note of main.notes) at("notes").append(make("p", note, { class: "note" }));
  for (const server of main.servers) if (server.absent) at("notes").append(make("p", `Without ${server.title}: ${server.absent}`, { class: "note" }));
  tellFindings(main.choices.filter(one => one.verdict !== "not-measured"), at("choices"));
  tellFindings(main.claims, at("claim-list"));
  at("uplot").textContent = uPlotVersion;
  drawPictures();
  drawTables();
  drawAll();

  at("as-table").addEventListener("click", () => {
    asTable = !asTable;
    at("as-table").setAttribute("aria-pressed", String(asTable));
    at("as-table").textContent = asTable ? "Show as charts" : "Show as tables";
    drawAll();
  });
  at("other").addEventListener("change", async event => {
    const file = event.target.files[0];
    if (!file) return;
    try {
      const run = JSON.parse(await file.text());
      if (run.format !== main.format || run.version !== main.version || !Array.isArray(run.rows)) throw new Error("it is no run of ./lab compare");
      run.label = run.label || file.name;
      runs.splice(1, runs.length, run);
      drawAll();
      drawTables();
    } catch (error) {
      at("overlay").textContent = `${file.name} can't be laid over it: ${error.message}.`;
    }
  });
  let width = document.body.clientWidth;
  window.addEventListener("resize", () => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    drawAll();
  });
  scheme.addEventListener("change", drawAll);
  window.addEventListener("beforeprint", () => {
    printing = true;
    document.querySelectorAll("details").forEach(part => { part.open = true; });
    drawAll();
  });
  window.addEventListener("afterprint", () => { printing = false; drawAll(); });
})();
