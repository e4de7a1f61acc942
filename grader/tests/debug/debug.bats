# shellcheck disable=SC2154,SC2030,SC2031,SC2016  # bats sets the others; each test is a shell of its own; gdb has a $ of its own
# `./lab debug CHECK` without a terminal: what gdb sees of a server at the moment its check fails, and that nothing is
# left when gdb has ended.

setup() {
    bats_require_minimum_version 1.5.0
    export HOME=$BATS_TEST_TMPDIR
    submission=$BATS_TEST_TMPDIR/submission
}

needs_gdb() {
    command -v gdb >/dev/null || skip "gdb is not installed"
    "$GRADER" --root "$REPOSITORY" doctor </dev/null | grep -q '^ *yes  system-call tracing' || skip "there is no ptrace here"
}

# debug LAB/NAME CHECK [OPTIONS...]: of a submission of the table.
debug() {
    local submitted=$1 check=$2
    shift 2
    "$REPOSITORY/grader/tests/submissions/mutant" put "$submitted" "$submission"
    run "$GRADER" --root "$REPOSITORY" debug "$check" "$submission" --lab "${submitted:3:1}" "$@" </dev/null
}

says() {
    local words
    for words in "$@"; do
        [[ $output == *"$words"* ]] || { echo "no \"$words\" in: $output" && return 1; }
    done
}

# Tells of the process, its program and its cgroups …
who=(--command "info inferiors" --command 'python print(open(f"/proc/{gdb.selected_inferior().pid}/cgroup").read())')

# … so that it can be looked for later.
nothing_is_left() {
    local process scratch cgroup
    process=$(sed -nE 's/.* process ([0-9]+) .*\(native\).*/\1/p' <<<"$output" | head -n 1)
    scratch=$(grep -oE '/[^ ]*/io-labs-[0-9a-f]+' <<<"$output" | head -n 1)
    [ -n "$process" ]
    [ -n "$scratch" ]
    ! kill -0 "$process" 2>/dev/null
    [ ! -e "$scratch" ]
    ! pgrep -f "$scratch"
    # Ordinary users have none.
    while read -r cgroup; do
        [ -z "$(find /sys/fs/cgroup -maxdepth 4 -name "$cgroup")" ]
    done < <(grep -oE 'io-labs-[0-9]+$' <<<"$output" | sort -u)
}

connected='shell awk '\''$4 == "01" { ++ends } END { print "connected ends:", ends }'\'' /proc/net/tcp'

@test "a thread that waits for a silent client is shown at its line, and the clients are connected" {
    needs_gdb
    debug lab4/sequential SilentClientBlocksNobody "${who[@]}" --command "$connected" --command "print fd"
    [ "$status" = 1 ]
    says "client #2 waited for 24 bytes back" "thread 1: recv() <- echo() at lab4/main.cpp:" \
        "const ssize_t got = recv(fd, buffer, sizeof buffer, 0);" '$1 = '
    # Both ends of both connections.
    [[ $output =~ "connected ends: "([0-9]+) && ${BASH_REMATCH[1]} -ge 4 ]]
    nothing_is_left
}

@test "a worker that sleeps is shown at the coroutine's line" {
    needs_gdb
    debug lab5/sleep-blocks-the-worker TwoHundredDelaysRunTogetherOnOneWorker "${who[@]}" --command "$connected"
    [ "$status" = 1 ]
    says "clock_nanosleep() <- Server::echo() at lab5/main.cpp:" "std::this_thread::sleep_for(options_.delay);"
    [[ $output =~ "connected ends: "([0-9]+) && ${BASH_REMATCH[1]} -ge 400 ]]
    nothing_is_left
}

@test "tasks are listed with where they were spawned, where they are suspended, and what they wait for" {
    needs_gdb
    debug lab5/awaits-each-connection SilentClientBlocksNobody "${who[@]}"
    [ "$status" = 1 ]
    says "task acceptor, spawned at lab5/main.cpp:" "waits for something to read from descriptor " "Server::read_some() at lab5/main.cpp:" \
        "<- Server::serve() at lab5/main.cpp:" "<- Server::accept_clients() at lab5/main.cpp:" "waits for a signal"
    nothing_is_left
}

@test "a server that a signal is about to end is shown where that came from" {
    needs_gdb
    debug lab4/sigpipe-kills ClientGoneBeforeTheReplyEndsNothing "${who[@]}"
    [ "$status" = 1 ]
    says "the server was ended by signal 13" "gdb stands where that came from" "send() <- send_all() at lab4/main.cpp:" \
        "send(fd, bytes, size, 0)"
    nothing_is_left
}

@test "a traced server is let go by its tracer, and stands still" {
    needs_gdb
    debug lab4/ignores-short-writes ShortReadsAndWritesLoseNothing "${who[@]}" --command "$connected"
    [ "$status" = 1 ]
    says "don't let it go on" "recv() <- echo() at lab4/main.cpp:"
    [[ $output =~ "connected ends: "([0-9]+) && ${BASH_REMATCH[1]} -ge 2 ]]
    nothing_is_left
}

@test "a session that is over is set once more, with its clients" {
    needs_gdb
    debug lab4/thread-pool ThreadIsBornAndEndsWithItsConnection "${who[@]}" --command "$connected"
    [ "$status" = 1 ]
    says "for gdb: once more and without a tracer" "and 7 more: recv() <- echo() at lab4/main.cpp:"
    [[ $output =~ "connected ends: "([0-9]+) && ${BASH_REMATCH[1]} -ge 16 ]]
    nothing_is_left
}

@test "a server that has ended by itself is explained, with the way to watch it" {
    needs_gdb
    debug lab4/term-exits-with-one TermEndsIdleConnections
    [ "$status" = 1 ]
    says "exited with status 1" "there is nothing for gdb to look into" "gdb --args ./lab4-server --port 4000"
}

@test "a check that passes has nothing to be looked at" {
    needs_gdb
    debug lab4/sequential EchoesOneMessage
    [ "$status" = 0 ]
    says "EchoesOneMessage passes"
}

@test "what does not compile is explained as for a grading" {
    needs_gdb
    debug lab4/syntax-error EchoesOneMessage
    [ "$status" = 2 ]
    says "lab4/main.cpp"
}

@test "without gdb its package is named" {
    mkdir "$BATS_TEST_TMPDIR/empty"
    PATH=$BATS_TEST_TMPDIR/empty run "$GRADER" --root "$REPOSITORY" debug EchoesOneMessage "$REPOSITORY/starter" --lab 4
    [ "$status" = 3 ]
    says "apt-get install gdb"
}

@test "a check that is misspelt is answered with the nearest, and one of both labs with a question" {
    run "$GRADER" --root "$REPOSITORY" debug EchoesOneMesage "$REPOSITORY/starter" --lab 4
    [ "$status" = 64 ]
    says "EchoesOneMessage"
    run "$GRADER" --root "$REPOSITORY" debug EchoesOneMessage "$REPOSITORY/starter"
    [ "$status" = 64 ]
    says "--lab 4"
    run "$GRADER" --root "$REPOSITORY" debug
    [ "$status" = 64 ]
    says "./lab debug CHECK"
}
