# Whose turn it is when many push, and what those are told who wait. Tickets are held by this test's own locks.
setup() {
    load common
    host=$BATS_TEST_TMPDIR/host
    mkdir -p "$host/queue"
    # shellcheck source=course/host/queue.sh
    source "$repository/course/host/queue.sh"
}

# Another's ticket, alive; with $2, it has been graded since then.
hold() {
    local descriptor
    exec {descriptor}>"$host/queue/$1"
    flock "$descriptor"
    [ -z "${2:-}" ] || echo "$2" >"$host/queue/$1"
}

waits_behind() { alone try_to_begin "${1:-1}"; }

@test "who comes to an empty queue begins" {
    take_ticket ada
    run wait_for_turn 1
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -s "$ticket" ]
}

@test "who waits is told how many are before them and about how long, and nobody's name" {
    printf '%s\n' 100 140 >"$host/queue/durations"
    hold 1.grace $((EPOCHSECONDS - 60))
    hold 2.edsger
    take_ticket ada
    read -r before running seconds < <(waits_behind)
    [ "$before $running" = "2 1" ]
    # Half of one grading and a whole one; this test may take some seconds itself.
    ((seconds > 160 && seconds <= 181))
    run describe_wait "$before" "$running" 181
    [ "$output" = "waiting: 2 pushes are before yours (1 being graded now); your turn comes in about 3 min" ]
    run describe_wait 1 1 20
    [ "$output" = "waiting: 1 push is before yours (1 being graded now); your turn comes in less than a minute" ]
}

@test "with two slots the wait is half as long, and a grading that takes longer than others is nearly over" {
    printf '%s\n' 100 >"$host/queue/durations"
    hold 1.grace $((EPOCHSECONDS - 5000))
    hold 2.barbara "$EPOCHSECONDS"
    hold 3.edsger
    take_ticket ada
    read -r before running seconds < <(waits_behind 2)
    [ "$before $running" = "3 2" ]
    ((seconds > 80 && seconds <= 101))
}

@test "before anything was graded, nobody guesses how long it takes" {
    hold 1.grace "$EPOCHSECONDS"
    take_ticket ada
    [ "$(waits_behind)" = "1 1 0" ]
    run describe_wait 1 1 0
    [ "$output" = "waiting: 1 push is before yours (1 being graded now)" ]
}

@test "a ticket that its owner left behind is no reason to wait" {
    echo "$EPOCHSECONDS" >"$host/queue/1.grace"
    take_ticket ada
    [ "$(waits_behind)" = "0 0 0" ]
    [ ! -e "$host/queue/1.grace" ]
}

@test "who has just had a turn comes after who has not" {
    take_ticket ada
    wait_for_turn 1
    return_ticket
    take_ticket ada
    hold 9999999999999999999.grace
    [ "$(waits_behind)" = "1 0 0" ]
}

@test "the latest gradings are what an estimate is made of" {
    for seconds in $(seq 40); do note_duration "$seconds"; done
    [ "$(wc -l <"$host/queue/durations")" -eq 20 ]
    # 21 to 40
    [ "$(mean_duration)" -eq 30 ]
}

# Waits until a command succeeds.
until_it_is() {
    for _ in $(seq 600); do "$@" && return || sleep 0.1; done
    return 1
}

# Whoever still waits for its turn is let go: it would outlive its test, and keep its run from ending.
teardown() {
    local waiting=${IO_LABS_GRADER:-}.go
    while [ -p "$waiting" ] && timeout 1 bash -c 'echo >"$1"' _ "$waiting"; do :; done
}

@test "a push that has to wait says so in the student's terminal, and is graded in its turn" {
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/served IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    mkfifo "$IO_LABS_GRADER.go"
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    echo 90 >"$IO_LABS_HOST/queue/durations"
    "$lab" host add ada grace 2>/dev/null
    for student in ada grace; do
        git clone --quiet "$IO_LABS_HOST/repositories/$student.git" "$BATS_TEST_TMPDIR/$student"
        echo "// begun" >>"$BATS_TEST_TMPDIR/$student/starter/lab4/main.cpp"
        commit_in "$BATS_TEST_TMPDIR/$student"
    done
    git -C "$BATS_TEST_TMPDIR/grace" push >"$BATS_TEST_TMPDIR/grace.out" 2>&1 3>&- &
    until_it_is grep -q commit "$IO_LABS_GRADER.asked"
    git -C "$BATS_TEST_TMPDIR/ada" push >"$BATS_TEST_TMPDIR/ada.out" 2>&1 3>&- &
    until_it_is grep -q "waiting: 1 push is before yours (1 being graded now); your turn comes in .* min" "$BATS_TEST_TMPDIR/ada.out"
    no_line grace "$BATS_TEST_TMPDIR/ada.out"
    echo >"$IO_LABS_GRADER.go"
    wait %1
    echo >"$IO_LABS_GRADER.go"
    wait %2
    for student in ada grace; do
        grep -q "Lab 4: 93 / 100" "$BATS_TEST_TMPDIR/$student.out"
        commit=$(git -C "$BATS_TEST_TMPDIR/$student" rev-parse HEAD)
        [ "$(cat "$IO_LABS_HOST/results/$student/$commit/score")" = "193 200 failed" ]
        grep -q -- "grade $IO_LABS_HOST/repositories/$student.git --commit $commit --student $student" "$IO_LABS_GRADER.asked"
        grep -q -- "--student $student .*--within 900 " "$IO_LABS_GRADER.asked"
    done
    [ "$(wc -l <"$IO_LABS_HOST/queue/durations")" -eq 3 ]
    [[ "$("$lab" host scores)" == *"ada,93,100,193,200,"* ]]
}

@test "the grading of a push has the time that the host's settings give it" {
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/served IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    "$lab" host add ada 2>/dev/null
    for setting in within=300 "grade_options=--within 120" within=nonsense; do
        printf 'within=\ngrade_options=\n%s\n' "$setting" | tac >"$BATS_TEST_TMPDIR/first"
        sed -i '/^within=/d; /^grade_options=/d' "$IO_LABS_HOST/host.conf"
        cat "$BATS_TEST_TMPDIR/first" >>"$IO_LABS_HOST/host.conf"
        "$lab" host grade ada "$(git -C "$IO_LABS_HOST/repositories/ada.git" rev-parse main)"
    done
    [ "$(grep -o -- "--within [0-9]*" "$IO_LABS_GRADER.asked" | tr '\n' ' ')" = "--within 300 --within 120 --within 900 " ]
}

@test "a grader that can't say anything leaves the commit waiting, with its words" {
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/served IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    echo "64 io-labs: there is no option --chek" >"$IO_LABS_GRADER.says"
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    "$lab" host add ada 2>/dev/null
    commit=$(git -C "$IO_LABS_HOST/repositories/ada.git" rev-parse main)
    run "$lab" host grade ada "$commit"
    [ "$status" -ne 0 ]
    [[ $output == *"no option --chek"* ]]
    [ ! -e "$IO_LABS_HOST/results/ada/$commit/score" ]
    run --separate-stderr "$lab" host scores
    [[ $stderr == *"ada: interrupted gradings: 1; ./lab host grade ada"* ]]
    rm "$IO_LABS_GRADER.says"
    "$lab" host grade ada
    [ "$(cat "$IO_LABS_HOST/results/ada/$commit/score")" = "193 200 failed" ]
}
