#!/usr/bin/env python3
"""Types the commands of the handouts: .ci/handouts.py BUILD FILE... runs every command that the files' text shows, against
the reference servers in BUILD, and compares what is shown with what the text says. A comment above a block of code, which no
reader sees, says what to expect. It begins with one of
    run                        in the terminal of this chapter (##); the next block is typed into the same one
    run: in the background     in a terminal of its own, until the next heading (to the end: until the file ends)
    run: on a screen           the same, as somebody who looks at it and presses keys
    run: ./lab                 lines of ./lab and what they do; a whole grading is shortened to one check
    not run: REASON
and has, a line each,
    first, last, meanwhile: COMMAND   what the text leaves to the reader, before, behind, while it runs
    type, keys: TEXT           a line that is typed into it; keys that are pressed
    shows: REGEX               what must be seen in the end (again: the last line is given again until it is)
    figure: TEXT = COMMAND     a figure that the text has, and what prints it here: the same within a factor of five
    command: COMMAND           instead of a block: for commands that stand in a table, or in a sentence
Blocks with a language are none of its business. What stands in a sentence (`ss -tln`) must be part of what is run. Ports are
others than in the text, and so are the servers' names: nothing that runs on this machine besides is touched. A command whose
tool is missing, or that the machine forbids, is left out and named.
"""
import os
import pty
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("strace", "ss", "nc", "htop", "ps", "pgrep", "gdb", "g++")
PATIENCE = 40
FACTOR = 5
FORBIDDEN = re.compile(r"ptrace\(PTRACE_|Operation not permitted|Could not attach|missing: ")


class Wrong(Exception):
    """A command does not do what the text says."""


class Skipped(Exception):
    """This machine can't do it."""


class Block:
    def __init__(self, file, line, kind, code, wishes):
        self.where, self.kind, self.code, self.wishes = f"{file}:{line}", kind, code, wishes

    def of(self, key):
        return [value for name, value in self.wishes if name == key]


def parse_comment(text, where):
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    wishes = []
    for line in lines[1:]:
        key, colon, value = line.partition(": ")
        if key not in ("first", "last", "meanwhile", "type", "keys", "shows", "again", "figure", "command") or not colon:
            raise Wrong(f"{where}: what is \"{line}\"? {Path(__file__).name} says what there can be")
        wishes.append((key, value))
    return lines[0], wishes


def parse(path):
    """The chapters of a file, each a list of blocks; and its text without comments and code."""
    chapters, prose, comment, code, fence, line_of = [[]], [], None, None, "", 0
    lines = path.read_text().splitlines()
    at = 0
    while at < len(lines):
        line, stripped = lines[at], lines[at].strip()
        at += 1
        if code is not None:
            if stripped == "```":
                if fence == "```":
                    if comment is None:
                        raise Wrong(f"{path.name}:{line_of}: nothing says what to expect of this block; put <!-- run … --> above it, or <!-- not run: REASON -->")
                    chapters[-1].append(Block(path.name, line_of, comment[0], "\n".join(code), comment[1]))
                code, comment = None, None
            else:
                code.append(stripped)
        elif stripped.startswith("```"):
            code, fence, line_of = [], stripped, at
        elif stripped.startswith("<!--"):
            begun, text = at, stripped
            while "-->" not in text and at < len(lines):
                text += "\n" + lines[at].strip()
                at += 1
            inside = text[4:text.index("-->")].strip()
            if inside.startswith(("run", "not run: ")):
                comment = parse_comment(inside, f"{path.name}:{begun}")
                if any(key == "command" for key, _ in comment[1]):
                    commands = "\n".join(value for key, value in comment[1] if key == "command")
                    chapters[-1].append(Block(path.name, begun, comment[0], commands, comment[1]))
                    comment = None
        else:
            if line.startswith("#"):
                chapters.append([])
                if line.startswith("## "):
                    chapters.append([Block(path.name, at, "chapter", "", [])])
            prose.append((at, line))
    return chapters, prose


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Terminal:
    """A bash that is typed into. All that it starts is in its process group, and ends with it."""

    def __init__(self, directory, screen=False, environment=None):
        command = ["bash", "--norc", "--noprofile"]
        environment = dict(environment or os.environ, TERM="xterm", LINES="40", COLUMNS="120")
        self.output = b""
        if screen:
            self.keyboard, child_end = pty.openpty()
            self.reads = self.keyboard
        else:
            self.reads, child_end = os.pipe()
            read_end, self.keyboard = os.pipe()
        self.process = subprocess.Popen(command, cwd=directory, env=environment, start_new_session=True,
                                        stdin=child_end if screen else read_end, stdout=child_end, stderr=child_end)
        os.close(child_end)
        if not screen:
            os.close(read_end)
        os.set_blocking(self.reads, False)

    def type(self, text):
        os.write(self.keyboard, text.encode())

    def read(self, seconds):
        if select.select([self.reads], [], [], seconds)[0]:
            try:
                self.output += os.read(self.reads, 65536)
            except OSError:
                time.sleep(seconds)
        return self.text()

    def text(self):
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\r", "", self.output.decode(errors="replace"))

    def run(self, command, patience=PATIENCE):
        """Its output, and whether it came to an end."""
        begin, mark = len(self.text()), f"ended.{time.monotonic_ns()}"
        self.type(f"{command}\necho {mark}\n")
        until = time.monotonic() + patience
        while mark not in self.read(0.2)[begin:]:
            if time.monotonic() > until or self.process.poll() is not None:
                raise Wrong(f"it has not come to its end in {patience} s; until then it said:\n{self.text()[begin:]}")
        return self.text()[begin:self.text().index(mark)]

    def wait_for(self, regex, patience=PATIENCE):
        until = time.monotonic() + patience
        while not re.search(regex, self.read(0.2), re.MULTILINE):
            if time.monotonic() > until:
                return False
        return True

    def end(self):
        for kind in (signal.SIGTERM, signal.SIGKILL):
            # Not waited for, it keeps its number, and nobody else's group is meant.
            try:
                os.killpg(self.process.pid, kind)
            except ProcessLookupError:
                break
            time.sleep(0.2 if kind == signal.SIGTERM else 0)
        self.process.wait()
        os.close(self.reads)
        if self.keyboard != self.reads:
            os.close(self.keyboard)


class Course:
    """A copy of the course in which starter/ is the reference: for the lines of ./lab."""

    shortened = {"grade": "--check EchoesOneMessage", "watch": "--stage A", "observe": "--once"}

    def __init__(self, build, directory):
        self.build, self.directory, self.help_of = build, directory, {}
        directory.mkdir()
        for name in ("lab.d", "labs", "course"):
            shutil.copytree(ROOT / name, directory / name)
        shutil.copytree(ROOT / "runtime", directory / "runtime", ignore=shutil.ignore_patterns("tests", "bench"))
        shutil.copytree(ROOT / "starter/include", directory / "starter/include")
        for solution in (ROOT / "solutions").glob("*[0-9]"):
            shutil.copytree(solution, directory / "starter" / solution.name)
        shutil.copy(ROOT / "lab", directory / "lab-itself")
        # Nothing is installed for a test.
        (directory / "lab").write_text('#!/bin/sh\nexec bash "${0%/*}/lab-itself" --no-install "$@"\n')
        (directory / "lab").chmod(0o755)
        # `lab` finds its directory by its own name.
        self.environment = dict(os.environ, IO_LABS_BUILD=str(build),
                                IO_LABS_GRADER=str(build / "grader/src/cli/io-labs-grader"))

    def ask(self, *words):
        asked = subprocess.Popen(["./lab", *words], cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        try:
            return (asked.communicate(timeout=2 * PATIENCE)[0], asked.returncode)[::-1]
        except subprocess.TimeoutExpired:
            os.killpg(asked.pid, signal.SIGTERM)
            said = asked.communicate()[0]
            if "building" in said or re.search(r"^\[\d+/\d+\]", said, re.MULTILINE):
                raise Skipped("it is not built, and building it takes too long for a test") from None
            raise Wrong(f"./lab {' '.join(words)} has not come to its end in {2 * PATIENCE} s:\n{said[-2000:]}") from None

    def help(self, verb):
        if verb not in self.help_of:
            self.help_of[verb] = self.ask(verb, "--help")
        return self.help_of[verb]

    def require_words(self, command):
        """That ./lab knows the verb and the options."""
        words = command.split()[1:]
        if not words or words[0].isupper():
            return
        status, text = self.help(words[0])
        if FORBIDDEN.search(text):
            raise Skipped(FORBIDDEN.search(text).group(0) + " …")
        if status != 0:
            raise Wrong(f"{command}: {text.strip()}")
        for word in words[1:]:
            option = word.split("=")[0].rstrip(".,;:")
            if option.startswith("--") and len(option) > 2 and not re.search(rf"(?<![\w-]){option}(?![\w-])", text):
                raise Wrong(f"{command}: ./lab {words[0]} has no option {option}")

    def run(self, command):
        self.require_words(command)
        verb, words = command.split()[1], command.split()[1:]
        if verb not in ("grade", "watch", "debug", "observe"):
            return
        some_check = "*" if "practice" in command else "EchoesOneMessage"
        words = [word.strip("'") if word != "CHECK" else some_check for word in words]
        if not {"--check", "--stage", "--trace", "--once"} & set(words):
            words += ("--stage A" if verb == "grade" and "practice" in command else self.shortened.get(verb, "")).split()
        if verb == "observe" and not (self.build / "grader/src/observe/io-labs-observe").exists():
            raise Skipped("./lab observe is not built here")
        if verb == "watch":
            return self.watch(command, words)
        status, text = self.ask(*words)
        if FORBIDDEN.search(text) or status == 3:
            raise Skipped(text.strip().splitlines()[-1])
        if status != 0 or not text.strip():
            raise Wrong(f"{' '.join(words)} ends with status {status}:\n{text[-2000:]}")

    def watch(self, command, words):
        terminal = Terminal(self.directory, environment=self.environment)
        terminal.type(f"./lab {shlex.join(words)}\n")
        try:
            if not terminal.wait_for("checks pass", 2 * PATIENCE):
                raise Wrong(f"{command} does not come to a verdict:\n{terminal.text()[-2000:]}")
        finally:
            terminal.end()


class Reader:
    """Who does what a handout says, in terminals side by side."""

    def __init__(self, build, path, directory):
        self.build, self.path, self.directory = build, path, directory
        ports = free_ports(6)
        tag = f"{os.getpid() % 46656:x}"
        self.other = {"4000": ports[0], "5000": ports[1], "5001": ports[2], "5002": ports[3], "5003": ports[4], "5004": ports[5],
                      "lab4-server": f"l4-{tag}", "lab5-server": f"l5-{tag}", "./server": f"./l5-{tag}"}
        self.main, self.background, self.lasting, self.skipped, self.ran = None, [], [], [], 0
        self.text, self.course = path.read_text(), None
        for exercise in sorted(set(re.findall(r"practice(\d)-server", self.text))):
            self.other[f"practice{exercise}-server"] = f"p{exercise}-{tag}"
        for name in [name for name in self.other if name.endswith("-server")]:
            shutil.copy(build / f"starter/{name.removesuffix('-server')}-solution", directory / self.other[name])

    def here(self, command):
        command = re.sub(r"\bPID\b", f"$(pidof {self.other['lab5-server']})", command)
        command = command.replace("build/release/", f"{self.build}/")
        for name, other in self.other.items():
            command = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", str(other), command)
        return command

    def lab(self):
        self.course = self.course or Course(self.build, self.directory / "course")
        return self.course

    def check_prose(self, prose, chapters):
        """What stands in a sentence is known to ./lab, or is part of what was run."""
        run = "\n".join(block.code for chapter in chapters for block in chapter)
        for at, line in prose:
            for span in re.findall(r"`([^`]+)`", line.replace("\\|", "|")):
                where = f"{self.path.name}:{at}"
                try:
                    if span.startswith("./lab ") or span == "./lab":
                        self.lab().require_words(span)
                    elif re.match(rf"(\w+=\S+ )*({'|'.join(map(re.escape, TOOLS))}|\./\S+|htop|grep|head|time|for) ", span) and span not in run:
                        raise Wrong(f"{where}: `{span}` is run nowhere in this text; put it into a block, or name it in a comment <!-- run … command: … -->")
                except Skipped as why:
                    self.skipped.append(f"{where}: `{span}`: {why}")

    def require_tools(self, block):
        for tool in TOOLS:
            if tool not in block.code or block.kind == "run: ./lab":
                continue
            if re.search(rf"(^|[\s;(|&]){re.escape(tool)}\s", block.code, re.MULTILINE) and not shutil.which(tool):
                raise Skipped(f"{tool} is not installed (./lab setup --tools)")

        for program in re.findall(r"build/release/\S+", block.code):
            if not (self.build / program.removeprefix("build/release/")).exists():
                raise Skipped(f"{program} is not built")

    def check(self, block, terminal, begin=0):
        for regex in block.of("shows") + block.of("again"):
            regex = self.here(regex)
            if not terminal.wait_for(regex):
                said = terminal.text()[begin:]
                if FORBIDDEN.search(said):
                    raise Skipped(FORBIDDEN.search(said).group(0))
                raise Wrong(f"it does not show {regex}, but:\n{said[-3000:]}")
        for figure in block.of("figure"):
            self.compare(figure)

    def compare(self, figure):
        text, _, command = figure.partition(" = ")
        visible = re.sub(r"<!--.*?-->", "", self.text, flags=re.DOTALL)
        if not re.search(rf"(?<![\d.,]){re.escape(text)}(?!\w)", visible):
            raise Wrong(f"the text has no figure {text}")
        said = float(re.match(r"[\d.,]+", text).group(0).replace(",", ""))
        seen = ""
        for _ in range(3):
            seen = self.main.run(self.here(command)).strip().splitlines()[-1:]
            if seen and re.fullmatch(r"[\d.]+", seen[0]) and said / FACTOR <= float(seen[0]) <= said * FACTOR:
                return
        raise Wrong(f"the text says {text}, and here it is {seen}")

    def do(self, block):
        self.require_tools(block)
        code = self.here(block.code)
        self.main = self.main or Terminal(self.directory)
        for command in block.of("first"):
            self.main.run(self.here(command))
        if block.kind == "run":
            self.do_here(block, code)
        elif block.kind in ("run: in the background", "run: in the background, to the end", "run: on a screen"):
            self.do_aside(block, code)
        elif block.kind == "run: ./lab":
            for line in block.code.splitlines():
                self.lab().run(re.split(r"\s{2,}|\s+#", line)[0])
        else:
            raise Wrong(f"what is \"{block.kind}\"?")
        for command in block.of("last"):
            self.main.run(self.here(command))

    def do_here(self, block, code):
        begin = len(self.main.text())
        for text in block.of("type"):
            code += f" <<< {text!r}"
        self.main.run(code)
        until = time.monotonic() + PATIENCE
        for regex in block.of("again"):
            while not re.search(self.here(regex), self.main.text()[begin:], re.MULTILINE) and time.monotonic() < until:
                self.main.run("sleep 0.2; " + code.splitlines()[-1])
        said = self.main.text()[begin:]
        for regex in block.of("shows") + block.of("again"):
            if not re.search(self.here(regex), said, re.MULTILINE):
                # What was begun with & says something a little later.
                self.check(block, self.main, begin)
        for figure in block.of("figure"):
            self.compare(figure)

    def do_aside(self, block, code):
        terminal = Terminal(self.directory, screen=block.kind == "run: on a screen")
        (self.lasting if block.kind.endswith("to the end") else self.background).append((block, terminal))
        terminal.type(code + "\n")
        begins = {"strace": r"attached|ptrace|Operation not permitted"}.get(code.split()[0])
        if begins:
            terminal.wait_for(begins)
        elif block.of("shows"):
            terminal.wait_for(self.here(block.of("shows")[0]))
        for keys in block.of("keys"):
            for key in keys:
                terminal.type(key)
                terminal.read(0.3)
        for command in block.of("meanwhile"):
            self.main.run(self.here(command))

    def guarded(self, block, action):
        try:
            action()
            self.ran += 1
        except Skipped as why:
            self.skipped.append(f"{block.where}: {block.code.splitlines()[0]}: {why}")
        except Wrong as why:
            raise Wrong(f"{block.where}: {block.code}\n{why}") from None

    def end_chapter(self):
        for block, terminal in self.background:
            self.guarded(block, lambda b=block, t=terminal: self.check(b, t))
        self.end_terminals(self.background)
        self.background = []

    def end_main(self):
        if self.main:
            self.main.end()
            self.main = None

    @staticmethod
    def end_terminals(some):
        for _, terminal in some:
            terminal.end()

    def end(self):
        self.end_terminals(self.background + self.lasting)
        self.end_main()


def main(arguments):
    build, files = Path(arguments[0]).resolve(), [Path(name) for name in arguments[1:]]
    wrong = 0
    for path in files:
        with tempfile.TemporaryDirectory(prefix="handout-") as directory:
            try:
                chapters, prose = parse(path)
                reader = Reader(build, path, Path(directory))
                try:
                    read(reader, chapters, prose)
                finally:
                    reader.end()
                print(f"{path}: {reader.ran} blocks run")
                for line in reader.skipped:
                    print(f"  left out: {line}")
            except Wrong as why:
                print(f"{path}: {why}", file=sys.stderr)
                wrong += 1
    return 1 if wrong else 0


def read(reader, chapters, prose):
    reader.check_prose(prose, chapters)
    for chapter in chapters:
        for block in chapter:
            if block.kind == "chapter":
                reader.end_main()
            if block.kind == "chapter" or block.kind.startswith("not run: "):
                continue
            if os.environ.get("HANDOUTS_VERBOSE"):
                print(f"{time.monotonic():.1f} {block.where} {block.kind}", flush=True)
            reader.guarded(block, lambda b=block: reader.do(b))
        reader.end_chapter()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
