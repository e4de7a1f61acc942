#!/usr/bin/env python3
"""The figures of the reading (labs/reading/io-models.md) come from a run, which is kept in labs/reading/figures.json:
    .ci/figures.py              measures all of them again (half an hour, on a machine that does nothing else), keeps the run,
                                and writes it into the text
    .ci/figures.py --from DIR   the same, of runs that there are: DIR has compare.json, bench.json and scale.txt
    .ci/figures.py --again      writes the kept run into the text
    .ci/figures.py --check      says where text and kept run differ; measures nothing
A figure in a sentence stands between <!--= NAME --> and <!--=-->, and has a name of four words:
    compare SCENARIO SERVER QUANTITY    of ./lab compare, as in c100-all epoll_level cpu_us
    bench SCENARIO PEER QUANTITY        of ./lab bench runtime --quick, as in w1-c50-b64 rt p99_us; memory PEER idle
    scale LINE                          of ./lab compare --scale: the beginning of its line, in ns
SERVER may be least:A,B or most:A,B. NAME / NAME is how many times the second one the first one is. The cells of a table are
those of a comment above it, which names a row's figures in order of the columns, with a word of the row for {row}:
    <!--= rows: poll epoll_edge
    columns: compare c1-all {row} cpu_us; compare c100-all {row} cpu_us -->
"""
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT / "labs/reading/io-models.md"
RECORD = ROOT / "labs/reading/figures.json"
INLINE = re.compile(r"(<!--= (?P<name>[^\n]*?) -->)(?P<shown>[^<\n]*)(<!--=-->)")
TABLE = re.compile(r"<!--= rows: (?P<rows>[^\n]*)\ncolumns: (?P<columns>[^\n]*?) -->\n")


class Wrong(Exception):
    pass


def shown(value):
    """Two digits, three from a hundred on; what is counted has all of its own."""
    if value is None:
        return "can't"
    if isinstance(value, int):
        return f"{value:,}"
    if value == 0:
        return "0"
    digits = 3 if abs(value) >= 100 else 2 if abs(value) >= 0.1 else 1
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    # What is rounded up may have got a digit more: 99.7 is 100.
    return f"{rounded:,.0f}" if abs(rounded) >= 10 else f"{rounded:.{max(places, 0)}f}"


class Run:
    """What was measured: documents of the programs that measure."""

    def __init__(self, directory):
        self.compare = json.loads((directory / "compare.json").read_text())
        self.bench = json.loads((directory / "bench.json").read_text())
        self.scale = (directory / "scale.txt").read_text()

    def about(self):
        return {"when": self.compare["when"], "machine": dict(self.compare["machine"])}

    def value(self, name):
        words = name.split()
        if " / " in name:
            over, under = (self.value(part) for part in name.split(" / "))
            return over / under
        if words[0] == "scale":
            return self.of_scale(name.removeprefix("scale "))
        if words[0] == "compare" and len(words) == 4:
            return self.of_compare(*words[1:])
        if words[0] == "bench" and len(words) == 4:
            return self.of_bench(*words[1:])
        raise Wrong(f"what figure is \"{name}\"? {Path(__file__).name} says what there can be")

    def of_scale(self, line):
        found = re.search(rf"^{re.escape(line)}.*?([\d.]+) ns", self.scale, re.MULTILINE)
        if not found:
            raise Wrong(f"./lab compare --scale has no line \"{line}\"")
        return float(found.group(1))

    def of_compare(self, scenario, server, quantity):
        for kind, choose in (("least:", min), ("most:", max)):
            if server.startswith(kind):
                return choose(self.of_compare(scenario, one, quantity) for one in server.removeprefix(kind).split(","))
        if scenario not in [one["key"] for one in self.compare["scenarios"]] or server not in [one["key"] for one in self.compare["servers"]]:
            raise Wrong(f"./lab compare has no {scenario} of {server}; is it a whole run?")
        for row in self.compare["rows"]:
            if row["scenario"] == scenario and row["server"] == server and quantity in row["values"]:
                median = row["values"][quantity]["median"]
                return int(median) if quantity in ("threads", "processes") else median
        return None

    def of_bench(self, scenario, peer, quantity):
        if quantity == "idle":
            rows = [row for figure in self.bench["figures"] if figure["key"] == scenario for row in figure["rows"] if row["peer"] == peer]
            values = rows[0]["values"] if rows else []
        else:
            values = [window[quantity] for one in self.bench["echo"] if one["key"] == scenario
                      for other in one["contestants"] if other["peer"] == peer for window in other["windows"]]
        if not values:
            raise Wrong(f"./lab bench runtime has no {scenario} {peer} {quantity}")
        return float(statistics.median(values))


def names_of_table(match):
    """A list of names for each row."""
    columns = [column.strip() for column in match["columns"].split(";")]
    # A row of several words has _ for the blanks.
    return [[column.replace("{row}", row.replace("_", " ") if column.startswith("scale") else row) for column in columns] for row in match["rows"].split()]


def names_in(text):
    names = [match["name"] for match in INLINE.finditer(text)]
    for match in TABLE.finditer(text):
        names += [name for row in names_of_table(match) for name in row]
    return names


def written(text, figures):
    """The text with these figures in the places that are marked."""
    def figure(name):
        if name not in figures:
            raise Wrong(f"{RECORD.name} has no {name}: .ci/figures.py measures it")
        return shown(figures[name])

    text = INLINE.sub(lambda match: match[1] + figure(match["name"]) + match[4], text)
    for match in reversed(list(TABLE.finditer(text))):
        lines = text[match.end():].split("\n")
        # Heading and rule stay as they are, and so do first cells.
        for row, names in zip(range(2, 10**6), names_of_table(match)):
            cells = lines[row].split(" | ")
            if not lines[row].startswith("| ") or len(cells) != len(names) + 1:
                raise Wrong(f"the table of {names[0]} has other rows or columns than its comment says: {lines[row]}")
            lines[row] = " | ".join([cells[0]] + [figure(name) for name in names]) + " |"
        end = 2 + len(match["rows"].split())
        if lines[end].startswith("|"):
            raise Wrong(f"the table has a row that its comment does not name: {lines[end]}")
        text = text[:match.end()] + "\n".join(lines)
    return text


def measured(directory):
    for words, name in ((["compare", "--out", str(directory / "compare")], None), (["compare", "--scale"], "scale.txt"),
                        (["bench", "runtime", "--quick", "--json", str(directory / "bench.json")], None)):
        print(f"figures: ./lab {' '.join(words)}", flush=True)
        done = subprocess.run(["bash", str(ROOT / "lab"), *words], stdout=subprocess.PIPE, text=True, check=True)
        if name:
            (directory / name).write_text(done.stdout)
    newest = max((directory / "compare").glob("*.json"), key=lambda path: path.stat().st_mtime)
    newest.rename(directory / "compare.json")


def keep(directory, text):
    run = Run(directory)
    record = {"runs": run.about(), "figures": {name: run.value(name) for name in names_in(text)}}
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def check(text, figures):
    wrong = [f"{RECORD.name} has a figure that the text has not: {name}" for name in figures if name not in names_in(text)]
    is_now = written(text, figures)
    wrong += [f"{TEXT.name}:{at}: {ours}\n    the run has: {theirs}" for at, (ours, theirs) in
              enumerate(zip(text.split("\n"), is_now.split("\n")), 1) if ours != theirs]
    if not names_in(text):
        wrong.append(f"{TEXT.name} has no figure at all")
    if wrong:
        raise Wrong("\n".join(wrong) + "\n.ci/figures.py --again writes the run into the text")


def main(arguments):
    global TEXT, RECORD
    # For tests: another text, with its run beside it.
    if len(arguments) > 1 and arguments[0] == "--of":
        TEXT, RECORD = Path(arguments[1]) / "text.md", Path(arguments[1]) / "figures.json"
        arguments = arguments[2:]
    try:
        text = TEXT.read_text()
        if arguments == ["--check"]:
            check(text, json.loads(RECORD.read_text())["figures"])
            return 0
        if not arguments:
            with tempfile.TemporaryDirectory(prefix="figures-") as directory:
                measured(Path(directory))
                keep(Path(directory), text)
        elif len(arguments) == 2 and arguments[0] == "--from":
            keep(Path(arguments[1]), text)
        elif arguments != ["--again"]:
            raise Wrong("figures: there is no such option; .ci/figures.py [--from DIR|--again|--check]")
        TEXT.write_text(written(text, json.loads(RECORD.read_text())["figures"]))
        return 0
    except (Wrong, OSError, subprocess.CalledProcessError) as why:
        print(why, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
