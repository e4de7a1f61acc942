# For gdb: `io-labs threads` lists the threads of a server, a line for those that are at the same place, and selects the
# one that is worth a look, at the student's innermost line. `./lab debug` loads it.
#
# The student's sources are called lab4/… and lab5/… in the program, wherever they lie.
import re

import gdb

MOST_FRAMES = 64
MOST_KINDS = 12
MOST_LINES = 12

# What a thread that does nothing wrong sleeps in: one that accepts, one that waits for signals, one without work.
CALM = re.compile(r"accept|sig(timed)?wait|signalfd|cond(ition)?_(variable|wait)|futex_abstimed")


def is_own(name):
    return name.startswith(("lab4/", "lab5/"))


def readable(name):
    """Of a function: without parameters, and without what makes a coroutine's insides of it."""
    if name is None:
        return "?"
    name = name.replace("(anonymous namespace)::", "").replace("{anonymous}::", "").split("(")[0]
    return re.sub(r"^(__GI_|__libc_|__)+", "", name) or name


class Place:
    """A frame: the function, and the line if it is the student's."""

    def __init__(self, frame, level):
        self.level = level
        self.function = readable(frame.name())
        sal = frame.find_sal()
        self.file = sal.symtab.filename if sal.symtab is not None else ""
        self.line = sal.line
        self.is_own = is_own(self.file)

    def __str__(self):
        if self.is_own:
            return f"{self.function}() at {self.file}:{self.line}"
        return f"{self.function}()"


def places_of(thread):
    thread.switch()
    places = []
    frame = gdb.newest_frame()
    while frame is not None and len(places) < MOST_FRAMES:
        try:
            places.append(Place(frame, len(places)))
            frame = frame.older()
        except gdb.error:  # a stack that can't be walked further
            break
    return places


def summary(places):
    """The innermost function, and the student's."""
    if not places:
        return "?"
    words = [str(place) for place in places if place.level == 0 or place.is_own]
    return " <- ".join(words[:4])


def worth(thread, places, main, preferred):
    """How much a look at the thread tells: a tuple that compares."""
    own = [place for place in places if place.is_own]
    above = places[: own[0].level] if own else places
    return (
        preferred is not None and thread.ptid[1] == preferred,
        bool(own),
        not any(CALM.search(place.function) for place in above),
        any("Worker::run" in place.function for place in places),
        thread is not main,
    )


class Attach(gdb.Command):
    """io-labs attach PROCESS: attaches, without all that gdb says then."""

    def __init__(self):
        super().__init__("io-labs attach", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        gdb.execute("set suppress-cli-notifications on")
        gdb.execute(f"attach {argument}", to_string=True)
        gdb.execute("set suppress-cli-notifications off")
        # When it goes on it is not stopped any more, as it was for us.
        gdb.execute(f"shell kill -CONT {argument}")
        gdb.execute("handle SIGCONT nostop noprint pass", to_string=True)


class Threads(gdb.Command):
    """io-labs threads [LWP]: where every thread is; selects the one to look at, or LWP."""

    def __init__(self):
        super().__init__("io-labs threads", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        preferred = int(argument) if argument.strip() else None
        threads = sorted(gdb.selected_inferior().threads(), key=lambda thread: thread.num)
        if not threads:
            print("gdb has no process")
            return
        walked = [(thread, places_of(thread)) for thread in threads]
        kinds = {}
        for thread, places in walked:
            kinds.setdefault(summary(places), []).append(thread)
        for kind, alike in list(kinds.items())[:MOST_KINDS]:
            first = f"thread {alike[0].num}"
            more = f" and {len(alike) - 1} more" if len(alike) > 1 else ""
            print(f"  {first}{more}: {kind}")
        if len(kinds) > MOST_KINDS:
            print(f"  {len(kinds) - MOST_KINDS} more that are elsewhere: thread apply all bt")
        thread, places = max(walked, key=lambda one: worth(*one, threads[0], preferred))
        thread.switch()
        own = [place for place in places if place.is_own]
        works = any("Worker::run" in place.function for place in places)
        if works and {place.function for place in own} <= {"main"}:
            return  # in its loop: what matters are the tasks
        print(f"\nthread {thread.num}:")
        # What has called the student's functions is the library's.
        gdb.execute(f"bt {own[-1].level + 1 if own else MOST_LINES}")
        if own:
            print()
            gdb.execute(f"frame {own[0].level}")


gdb.Command("io-labs", gdb.COMMAND_STACK, gdb.COMPLETE_NONE, True)
Attach()
Threads()
