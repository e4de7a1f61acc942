# For gdb, on a process that stands still: `rt tasks` lists the tasks of its runtimes, a line or two for those that are at
# the same place: what they are called, where they were spawned, in which coroutines they are suspended at which lines,
# and what they wait for. `rt tasks all` lists each. `./lab debug` loads it; by hand:
#
#     gdb -p "$(pidof lab5-server)" -x runtime/gdb/tasks.py -ex 'rt tasks'
#
# A task that waits has no thread, so `bt` does not show it. Nothing is called in the process: all is read from its memory.
# The names are those of rt/detail/task_core.hpp.
import re
import time

import gdb

MOST_KINDS = 20
MOST_COROUTINES = 32


def fields_of(type_):
    for one in type_.strip_typedefs().fields():
        if one.is_base_class:
            yield from fields_of(one.type)
        yield one


def address(pointer):
    return int(pointer.cast(gdb.lookup_type("unsigned long")))


def links(ring):
    """The members of a Link's ring, without itself."""
    link = ring["next_"]
    while address(link) != address(ring.address):
        yield link
        link = link.dereference()["next_"]


def holder(link, name):
    """The object that a Link is the base of."""
    type_ = gdb.lookup_type(name)
    base = next(f for f in type_.fields() if f.is_base_class and f.name.endswith("Link"))
    whole = gdb.Value(address(link) - base.bitpos // 8)
    return whole.cast(type_.pointer()).dereference()


def place(location):
    """Of a std::source_location; None if it was never set."""
    there = location["_M_impl"]
    if address(there) == 0:
        return None
    there = there.dereference()
    file = there["_M_file_name"].string()
    return f"{file}:{int(there['_M_line'])}"


def function_at(code):
    """"Server::echo": what the coroutine is called whose code is at that address."""
    said = gdb.execute(f"info symbol {code:#x}", to_string=True)
    name = said.replace("(anonymous namespace)::", "").split("(")[0].split(" [clone")[0]
    return re.sub(r"(\.resume|\.actor| \+ \d+)? in section.*$", "", name).strip() or "?"


class Coroutine:
    """By its frame: two pointers to code, and then the promise (for promises that need no larger alignment)."""

    def __init__(self, frame):
        code = gdb.Value(frame).cast(gdb.lookup_type("unsigned long").pointer()).dereference()
        self.has_ended = int(code) == 0
        self.function = "?" if self.has_ended else function_at(int(code))
        promise = gdb.Value(frame + 16).cast(gdb.lookup_type("rt::detail::PromiseBase").pointer())
        self.promise = promise.dereference()

    def awaiting(self):
        """Who awaits it; None for a task's outermost."""
        handle = address(self.promise["awaiting"]["_M_fr_ptr"])
        return Coroutine(handle) if handle != 0 else None

    def __str__(self):
        at = None if self.has_ended else place(self.promise["waits_at"])
        return f"{self.function}()" + (f" at {at}" if at else "")


def bit(name):
    return int(gdb.parse_and_eval(f"rt::detail::TaskCore::{name}"))


def seconds_to(deadline):
    """Of the steady clock, as runtimes have it unless a test gives them a virtual one."""
    ticks = int(deadline["__d"]["__r"])
    return (ticks - time.clock_gettime_ns(time.CLOCK_MONOTONIC)) / 1e9


def what(leaf):
    """What a leaf waits for, in words; its own what() can't be called here."""
    leaf = leaf.cast(leaf.dynamic_type)
    kind = re.sub(r"<.*", "", str(leaf.type.strip_typedefs())).split("::")[-1]
    names = {f.name for f in fields_of(leaf.type)}
    if kind == "Limited":
        return f"{what(leaf['leaf_'])}, or {what(leaf['limit_'])}"
    if kind == "Race":
        return "the first of several"
    if kind == "SleepAwaiter":
        left = seconds_to(leaf["deadline_"])
        return f"time ({left:.3f} s more)" if left > 0 else "time (it is over)"
    if kind == "Child":
        return "a task of its own"
    if kind in ("EndAwaiter", "JoinAwaiter"):
        return f"the end of {Task(leaf['task_'].referenced_value()).name}"
    if "source_" in names:
        number = int(leaf["source_"].referenced_value()["descriptor_"])
        if kind == "AcceptAwaiter":
            return f"a client at descriptor {number}"
        if kind == "SignalAwaiter":
            return "a signal"
        reads = int(leaf["direction_"]) == 0
        return f"{'something to read from' if reads else 'room to write to'} descriptor {number}"
    # "rt::Mutex::Awaiter" and whatever else there is.
    owner = re.sub(r"<.*>", "", str(leaf.type.strip_typedefs()))
    return {
        "PermitAwaiter": "another task's sign",
        "BlockingJob": "a blocking call",
        "SharedEventAwaiter": "a cancellation",
        "SendAwaiter": "room in a channel",
        "ReceiveAwaiter": "a value from a channel",
    }.get(kind, f"{owner}")


class Task:
    def __init__(self, core):
        self.core = core
        self.root = Coroutine(address(core["root_"]["_M_fr_ptr"]))
        given = core["name"]
        self.name = given.string() if address(given) != 0 else self.root.function
        self.born = place(core["born_at"]) or "?"

    def state(self):
        flags = int(self.core["state_"]["_M_i"])
        leaf = self.core["leaf"]
        if flags & bit("is_running"):
            # New tasks are born running: nobody has resumed the first coroutine, and it knows no place.
            return "has its turn, or waits for its first one"
        if flags & bit("is_queued"):
            return "is ready, and waits for its turn"
        if address(leaf) == 0:
            return "waits for nothing"
        return f"waits for {what(leaf.dereference())}"

    def coroutines(self):
        """Innermost first, "echo() at lab5/main.cpp:41"; where it goes on, if it has no turn now."""
        lines = []
        coroutine = Coroutine(address(self.core["resume_point"]["_M_fr_ptr"]))
        while coroutine is not None and len(lines) < MOST_COROUTINES:
            lines.append(str(coroutine))
            coroutine = coroutine.awaiting()
        return lines

    def __str__(self):
        state = self.state()
        text = f"task {self.name}, spawned at {self.born}: {state}"
        if "its turn, or" not in state:
            text += "\n      " + " <- ".join(self.coroutines())
        return text


def kind_of(text):
    """The same for tasks that only wait for other descriptors, or for other times."""
    return re.sub(r"descriptor \d+|[\d.]+ s more", "", text)


class Tasks(gdb.Command):
    """rt tasks [all]: the tasks of the process's runtimes, and what each waits for."""

    def __init__(self):
        super().__init__("rt tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        # The thread that is looked at may be in a function of the C library's, and names are read in its language.
        language = gdb.parameter("language")
        gdb.execute("set language c++", to_string=True)
        try:
            self.list(argument)
        finally:
            gdb.execute(f"set language {language}", to_string=True)

    def list(self, argument):
        try:
            runtimes = gdb.parse_and_eval("rt::detail::live_runtimes")
        except gdb.error:
            print("this program has no runtime, or no symbols")
            return
        found = 0
        for link in links(runtimes):
            found += 1
            self.show(holder(link, "rt::detail::RuntimeCore"), argument.strip() == "all")
        if found == 0:
            print("no runtime lives now")

    @staticmethod
    def show(runtime, each):
        kinds = {}
        count = 0
        for link in links(runtime["alive_"]):
            count += 1
            try:
                text = str(Task(holder(link, "rt::detail::TaskCore")))
            except (gdb.error, StopIteration) as error:
                text = f"a task that can't be read: {error}"
            kinds.setdefault(count if each else kind_of(text), []).append(text)
        if count == 0:
            print("the runtime has no tasks")
        for alike in list(kinds.values())[: None if each else MOST_KINDS]:
            print("  " + alike[0])
            if len(alike) > 1:
                print(f"      and {len(alike) - 1} more at the same place")
        if not each and len(kinds) > MOST_KINDS:
            print(f"  and {sum(len(a) for a in list(kinds.values())[MOST_KINDS:])} more elsewhere: rt tasks all")


gdb.Command("rt", gdb.COMMAND_STACK, gdb.COMPLETE_NONE, True)
Tasks()
