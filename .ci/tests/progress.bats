# shellcheck disable=SC2154,SC2030,SC2031,SC2317  # common.bash and bats set the others; each test is a shell of its own
# What is seen of a long command: how far it is, on one line, and what went wrong.

setup() {
    load common
    set -o pipefail
    say() { printf 'lab: %s\n' "$*" >&2; }
    # shellcheck source=lab.d/progress.sh
    source "$repository/lab.d/progress.sh"
    cat >"$BATS_TEST_TMPDIR/steps" <<'STEPS'
echo "[57/140] Building CXX object grader/src/evidence/CMakeFiles/evidence.dir/clients/client.cpp.o"
echo "[58/140] Linking CXX static library grader/src/base/libgrader_base.a"
STEPS
}

# Runs bash on standard input with standard error on a terminal of $1 columns; prints all that came there.
on_terminal() {
    { echo "stty cols $1; source '$repository/lab.d/progress.sh'" && cat; } >"$BATS_TEST_TMPDIR/script"
    script -qec "bash '$BATS_TEST_TMPDIR/script'" /dev/null </dev/null
}

@test "a line of ninja says how far it is, and of what" {
    part="" share=0 what=""
    read_progress "[57/140] Building CXX object grader/src/evidence/CMakeFiles/evidence.dir/clients/client.cpp.o"
    [ "$part" = 57/140 ]
    [ "$share" = 40 ]
    [ "$what" = client.cpp ]
    # What a compiler says in between is not where it is.
    read_progress "client.cpp:12:3: warning: unused"
    [ "$what" = client.cpp ]
}

@test "what ninja does before a build says nothing of how far it is" {
    part="" share=0 what=""
    read_progress "[0/57] the first files"
    read_progress "[0/2] Re-checking globbed directories..."
    [ "$part" = 0/57 ]
}

@test "a line of apt says how far it is, and with which package" {
    part="" share=0 what=""
    read_progress "dlstatus:3:49.9643:Retrieving file 3 of 45"
    [ "$part $share $what" = "49% 49 Retrieving file 3 of 45" ]
    read_progress "pmstatus:libjq1:29.4118:Unpacking libjq1 (amd64)"
    [ "$part $share $what" = "29% 29 Unpacking libjq1 (amd64)" ]
}

@test "before anything is known of an end, what is done is shown" {
    part="" share=0 what=""
    read_progress "-- Detecting CXX compiler ABI info"
    [ "$(progress_line 80 3)" = "0:03  -- Detecting CXX compiler ABI info" ]
}

@test "the line begins with how far it is, and its bar with it" {
    part=70/140 share=50 what=client.cpp
    [ "$(progress_line 31 83)" = "[70/140] #####----- 1:23  clie" ]
    part=140/140 share=100
    [ "$(progress_line 60 83)" = "[140/140] #################### 1:23  client.cpp" ]
}

@test "it is never as wide as the terminal" {
    part=70/140 share=50 what=$(printf 'x%.0s' {1..300})
    for width in 20 40 80 200; do
        line=$(progress_line "$width" 5)
        [ "${#line}" -lt "$width" ]
    done
}

@test "on a terminal it is one line, as wide as that, and gone at the end" {
    seen=$(on_terminal 40 <<<"run_logged '$BATS_TEST_TMPDIR/log' bash '$BATS_TEST_TMPDIR/steps'; echo over")
    [[ $seen == *"[57/140] #####--------"* ]]
    [[ $seen == *"[58/140]"* ]]
    [[ $seen == *$'\r\e[Kover'* ]]
    [ "$(grep -c . <<<"$seen")" = 1 ]
    tr '\r' '\n' <<<"$seen" | while IFS= read -r line; do [ "${#line}" -lt 45 ]; done
    diff "$BATS_TEST_TMPDIR/log" <(bash "$BATS_TEST_TMPDIR/steps")
}

@test "elsewhere it is a line now and then, also while the command says nothing" {
    seconds_between_lines=0
    run run_logged "$BATS_TEST_TMPDIR/log" bash "$BATS_TEST_TMPDIR/steps"
    [ "$status" = 0 ]
    [[ ${lines[0]} == "lab: [57/140] client.cpp ("* ]]
    [[ ${lines[1]} == "lab: [58/140] "* ]]
    # The command ends when two lines have been written about its silence.
    fifo=$BATS_TEST_TMPDIR/fifo
    mkfifo "$fifo"
    run_logged "$BATS_TEST_TMPDIR/log" bash -c "echo '[1/2] Building a.cpp.o'; read -r <'$fifo'" 2>"$BATS_TEST_TMPDIR/lines" &
    until [ "$(grep -c '\[1/2\] a.cpp' "$BATS_TEST_TMPDIR/lines")" -ge 3 ]; do sleep 0.05; done
    echo >"$fifo"
    wait $!
}

@test "a command that is done at once says nothing" {
    run run_logged "$BATS_TEST_TMPDIR/log" bash "$BATS_TEST_TMPDIR/steps"
    [ "$status" = 0 ]
    [ -z "$output" ]
}

@test "of a failed build, what the first failed step printed is shown, however much came after it" {
    cat >"$BATS_TEST_TMPDIR/steps" <<'STEPS'
echo "[57/140] Building CXX object a.cpp.o"
echo "FAILED: b.cpp.o"
echo "b.cpp:3:1: error: 'x' was not declared"
seq 100
exit 1
STEPS
    run run_logged "$BATS_TEST_TMPDIR/log" bash "$BATS_TEST_TMPDIR/steps"
    [ "$status" = 1 ]
    [ "${lines[0]}" = "FAILED: b.cpp.o" ]
    [[ ${lines[1]} == *"error: 'x' was not declared" ]]
    [ "${#lines[@]}" = 30 ]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/log")" = 103 ]
}

@test "of another failed command its end is shown, without what is for machines" {
    run run_logged "$BATS_TEST_TMPDIR/log" bash -c 'echo "pmstatus:x:1.0:Unpacking x"; echo "E: no network"; exit 100'
    [ "$status" = 1 ]
    [ "$output" = "E: no network" ]
}
