# ./lab class grade --engine slurm, with a real Slurm of one node on the loopback, and a stand-in for the grader.
# shellcheck disable=SC2154  # common.bash sets them
setup_file() {
    load slurm_cluster
    [[ -z $(why_no_cluster) ]] || return 0
    start_cluster "$BATS_FILE_TMPDIR/cluster" || { tail -n 20 "$BATS_FILE_TMPDIR"/cluster/*.out && return 1; }
    export cluster SLURM_CONF
}

teardown_file() {
    load slurm_cluster
    stop_cluster
}

setup() {
    load common
    load class_stub
    load slurm_cluster
    [[ -x ${IO_LABS_CLASS:-} ]] || skip "io-labs-class is not built (libyaml-cpp-dev, libssl-dev)"
    [[ -z $(why_no_cluster) ]] || skip "$(why_no_cluster)"
    PATH=$PATH:/usr/sbin
    grader=$BATS_TEST_TMPDIR/grader
    stub_class_grader "$grader"
    class=$BATS_TEST_TMPDIR/class
    out=$BATS_TEST_TMPDIR/out
    mkdir "$class"
}

# What a test has submitted is nobody's any more.
teardown() { [[ ! -f $out/slurm/name ]] || scancel --name="$(cat "$out/slurm/name")" || true; }

class() { bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" "$@"; }
small=(--engine slurm --slurm-options '--mem=400M --cpus-per-task=1')
grade() { class grade "$class" --out "$out" "${small[@]}"; }
# The same in the place of a shell of its own, which can then be ended by $!.
grade_in_place() { exec bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" grade "$class" --out "$out" "${small[@]}"; }

row() { grep "^$1," "$out/grades.csv" | tr -d '\r'; }
jobs_named() { squeue --noheader --array --name="$(cat "$out/slurm/name")" --format="%K %T"; }
nothing_queued() { [[ -z $(jobs_named) ]]; }
no_task_runs() { ! pgrep -f "task $out " >/dev/null; }
is_waiting() { [[ -e $grader.waiting.$1 ]]; }

# The processes of the task of a student: the one that Slurm started for it, and the task itself.
task_of() { pgrep -f "task $out $1\$"; }

@test "a class through Slurm has the same grades as without, in more arrays than one" {
    for student in ada bob cyd dan eve fay; do hand_in "$class/$student" pass; done
    hand_in "$class/gus" fail
    hand_in "$class/hal" crash-once
    run --separate-stderr grade
    [ "$status" -eq 0 ]
    # The cluster takes four tasks an array.
    [ -e "$out/slurm/array-1/3.status" ] && [ -e "$out/slurm/array-2/3.status" ]
    rm "$grader".once.*
    class grade "$class" --out "$out-local"
    cmp "$out/grades.csv" "$out-local/grades.csv"
    nothing_queued
}

@test "a task whose process is killed is tried once more, and flagged" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" wait
    touch "$grader.wait"
    grade >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    until_true is_waiting bob
    task_of bob | xargs kill -KILL
    rm "$grader.wait"
    wait $!
    [[ $(row bob) == "bob,,,5,5,5,passed,5,5,passed,,the grading was ended from outside (signal 9)" ]]
    [[ $(row ada) == "ada,,,5,5,5,passed,5,5,passed,," ]]
}

@test "a job that Slurm itself ends is tried once more, and Slurm's word for it is told" {
    hand_in "$class/bob" wait
    touch "$grader.wait"
    grade >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    until_true is_waiting bob
    scancel --name="$(cat "$out/slurm/name")"
    until_true nothing_queued
    rm "$grader.wait"
    wait $!
    grep -q "bob: was ended by Slurm: CANCELLED" "$BATS_TEST_TMPDIR/said"
    [[ $(row bob) == "bob,,,5,5,5,passed,5,5,passed,,"* ]]
}

@test "a task on a node that fails is queued again by Slurm" {
    hand_in "$class/bob" wait
    touch "$grader.wait"
    grade >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    grading=$!
    until_true is_waiting bob
    scontrol update nodename="$(hostname -s)" state=down reason=trial
    until_true no_task_runs
    rm "$grader.wait"
    # It may be back already, since slurmd answers.
    scontrol update nodename="$(hostname -s)" state=resume 2>/dev/null || true
    until_true node_is idle mix alloc
    wait $grading
    [ "$(grep -c -- --student=bob "$grader.asked")" = 2 ]
    # The first try may have come to note its own end, and is flagged then; the verdict is the second one's.
    row bob
    jq -c .attempts "$out/students/bob/state.json"
    [[ $(row bob) == "bob,,,5,5,5,passed,5,5,passed,"* ]]
    [ "$(jq '[.attempts[] | select(.failure == "")] | length' "$out/students/bob/state.json")" = 1 ]
}

@test "Ctrl-C ends the array and loses nothing, and --resume goes on" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" wait
    touch "$grader.wait"
    grade_in_place >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    grading=$!
    until_true is_waiting bob
    until_true test -e "$out/students/ada/state.json"
    kill -INT $grading
    status=0
    wait $grading || status=$?
    [ "$status" -eq 130 ]
    grep -q "interrupted: 1 is graded" "$BATS_TEST_TMPDIR/said"
    nothing_queued
    until_true no_task_runs
    rm "$grader.wait"
    asked=$(grep -c -- --student=ada "$grader.asked")
    run class grade --resume --out "$out" "${small[@]}"
    [ "$status" -eq 0 ]
    [[ $output == *"2 graded"* ]]
    [ "$(grep -c -- --student=ada "$grader.asked")" = "$asked" ]
    [ "$(row bob)" = "bob,,,5,5,5,passed,5,5,passed,," ]
}

@test "kill -9 of who waits leaves tasks that the next run ends before it begins" {
    hand_in "$class/bob" wait
    touch "$grader.wait"
    grade_in_place >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    until_true is_waiting bob
    kill -KILL $!
    wait $! || true
    [ -n "$(jobs_named)" ]
    rm "$grader.wait"
    run class grade --resume --out "$out" "${small[@]}"
    [ "$status" -eq 0 ]
    [[ $output == *"1 graded"* ]]
    nothing_queued
}

@test "what sbatch refuses is told in its words" {
    hand_in "$class/ada" pass
    run --separate-stderr class grade "$class" --out "$out" --engine slurm --slurm-options '--partition=nowhere'
    [ "$status" -eq 64 ]
    [[ $stderr == *"Slurm does not take the class"*"partition"*"--slurm-options"* ]]
    run --separate-stderr class grade "$class" --out "$out-2" --engine slurm --slurm-options "'"
    [ "$status" -eq 64 ]
    [[ $stderr == *"a quote that is not closed"* ]]
    run --separate-stderr class grade "$class" --out "$out-3" --slurm-options --mem=1G
    [ "$status" -eq 64 ]
    [[ $stderr == *"--slurm-options belongs to --engine slurm"* ]]
}

@test "a cluster that does not answer, and a machine without Slurm, are named" {
    hand_in "$class/ada" pass
    printf 'ClusterName=none\nSlurmctldHost=localhost(127.0.0.1)\nSlurmctldPort=%s\nMessageTimeout=2\nAuthInfo=socket=%s\nNodeName=none\nPartitionName=main Nodes=none\n' \
        "$(free_port)" "$cluster/munge/socket" >"$BATS_TEST_TMPDIR/none.conf"
    SLURM_CONF=$BATS_TEST_TMPDIR/none.conf run --separate-stderr grade
    [ "$status" -eq 64 ]
    [[ $stderr == *"no Slurm answers here"* ]]
    mkdir "$BATS_TEST_TMPDIR/bin"
    for program in bash dirname readlink; do ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin/"; done
    run --separate-stderr env PATH="$BATS_TEST_TMPDIR/bin" bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" \
        grade "$class" --out "$out-2" --engine slurm
    [ "$status" -eq 64 ]
    [[ $stderr == *"sbatch is missing here"*"slurm-client"* ]]
}
