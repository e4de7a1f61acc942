# What Classroom 50 and Gradescope are given, run as their runners run it.
setup_file() {
    load common
    "$lab" export classroom50 "$BATS_FILE_TMPDIR/classroom50" --lab 4 2>/dev/null
    "$lab" export gradescope "$BATS_FILE_TMPDIR/autograder.zip" 2>/dev/null
    "$lab" export student "$BATS_FILE_TMPDIR/student" 2>/dev/null
}

setup() {
    load common
    clone=$BATS_TEST_TMPDIR/clone
    git clone --quiet "$BATS_FILE_TMPDIR/student" "$clone"
}

# The environment that Classroom 50's runner gives an autograder.
as_classroom50() {
    export CLASSROOM=networks ASSIGNMENT=lab-4 SUBMISSION_TAG=submit/2026-11-24T12-00-00Z-abc1234 USERNAME=ada OWNER=ada ASSIGNMENT_TYPE=individual
    export COMMIT_URL=https://github.com/org/networks-lab-4-ada/commit/abc RELEASE_URL=https://github.com/org/networks-lab-4-ada/releases/tag/x REVIEW_URL=
    export RUNNER_TEMP=$BATS_TEST_TMPDIR GITHUB_OUTPUT=$BATS_TEST_TMPDIR/output GITHUB_STEP_SUMMARY=$BATS_TEST_TMPDIR/summary
}

autograde() { (cd "$clone" && /usr/bin/python3 "$BATS_FILE_TMPDIR/classroom50/autograder/autograder.py" >"$BATS_TEST_TMPDIR/log" 2>&1); }

@test "the bundle for Classroom 50 is small, and tells nothing" {
    [ "$(du -sb "$BATS_FILE_TMPDIR/classroom50/autograder" | cut -f1)" -lt 10000000 ]
    tar -tzf "$BATS_FILE_TMPDIR/classroom50/autograder/io-labs.tar.gz" | no_line -E 'solutions|grader/tests'
    jq -e '.["runs-on"] == "ubuntu-24.04" and (.apt | length > 5)' "$BATS_FILE_TMPDIR/classroom50/runtime.json"
    # The same packages that ./lab installs.
    for package in $(sed -n '/^packages=(/,/)/p' "$lab" | tr -d '()' | sed 's/^packages=//'); do
        jq -e --arg package "$package" '.apt | index($package)' "$BATS_FILE_TMPDIR/classroom50/runtime.json" >/dev/null || { echo "not in runtime.json: $package" && false; }
    done
}

@test "Classroom 50 gets a result of its form, whatever lies in the student's repository" {
    solve "$clone" 4
    echo '{"score": 7}' >"$clone/result.json"
    GIT_COMMITTER_DATE="2026-11-20T10:00:00+02:00" commit_in "$clone"
    as_classroom50
    autograde || { cat "$BATS_TEST_TMPDIR/log" && false; }
    cd "$clone"
    jq -e '.schema == "classroom50/result/v1" and .classroom == "networks" and .assignment == "lab-4" and .owner == "ada"
        and .assignment_type == "individual" and .datetime == "2026-11-20T08:00:00Z" and .review == .commit
        and .score == 100 and ."max-score" == 100 and ([.tests[].score] | add) == 100 and all(.tests[]; .passed == (.score == ."max-score"))' result.json
    grep -q "100" release-body.md
    no_line -q "Lab 5" release-body.md
}

@test "an infrastructure failure is one for Classroom 50, too, and leaves no forged result" {
    echo '{"score": 100}' >"$clone/result.json"
    commit_in "$clone"
    as_classroom50
    export IO_LABS_GRADER=/nonexistent
    run autograde
    [ "$status" -eq 1 ]
    [ ! -e "$clone/result.json" ]
}

@test "what can't be graded has a result for Classroom 50, with 0 points and the reason" {
    git -C "$clone" rm -r --quiet starter
    git -C "$clone" commit --quiet -m "nothing"
    as_classroom50
    autograde || { cat "$BATS_TEST_TMPDIR/log" && false; }
    jq -e '.score == 0' "$clone/result.json"
    grep -q "lab4" "$clone/release-body.md"
}

@test "git's words reach the log of Classroom 50" {
    rm -rf "$clone/.git"
    as_classroom50
    run autograde
    [ "$status" -eq 1 ]
    grep -q "fatal: not a git repository" "$BATS_TEST_TMPDIR/log"
    no_line -q "Traceback" "$BATS_TEST_TMPDIR/log"
}

gradescope() {
    export AUTOGRADER_ROOT=$BATS_TEST_TMPDIR/autograder
    mkdir -p "$AUTOGRADER_ROOT"/{source,submission,results}
    unzip -q "$BATS_FILE_TMPDIR/autograder.zip" -d "$AUTOGRADER_ROOT/source"
    cp "$AUTOGRADER_ROOT/source/run_autograder" "$AUTOGRADER_ROOT/"
    # One lab with few checks, where that is enough.
    echo "${1:-}" >"$AUTOGRADER_ROOT/source/grade-options"
}

@test "Gradescope's zip has its two scripts at its root, and tells nothing" {
    unzip -Z1 "$BATS_FILE_TMPDIR/autograder.zip" >"$BATS_TEST_TMPDIR/names"
    grep -qx setup.sh "$BATS_TEST_TMPDIR/names"
    grep -qx run_autograder "$BATS_TEST_TMPDIR/names"
    no_line -E 'solutions|grader/tests' "$BATS_TEST_TMPDIR/names"
    gradescope
    [ -x "$AUTOGRADER_ROOT/run_autograder" ] && [ -x "$AUTOGRADER_ROOT/source/setup.sh" ]
}

@test "Gradescope's results are of its form, however the work was handed in" {
    gradescope "--lab 4 --check EchoesOneMessage --check SilentClientBlocksNobody"
    solve "$clone" 4
    for form in . starter; do
        rm -rf "${AUTOGRADER_ROOT:?}/submission"/*
        cp -r "$clone/$form" "$AUTOGRADER_ROOT/submission/handed-in"
        "$AUTOGRADER_ROOT/run_autograder" >/dev/null 2>&1
        jq -e '.score > 0 and (.score == (.score | floor)) and (.tests | length == 2) and all(.tests[]; .score == .max_score)' "$AUTOGRADER_ROOT/results/results.json"
    done
}

# The same files in the forms in which they are handed in: dragged in one by one, from a zip of PowerShell 5, in two folders, with
# a capital letter.
hand_in() {
    local into=$AUTOGRADER_ROOT/submission source=$clone/starter/lab4
    rm -rf "$into"
    mkdir "$into"
    case $1 in
        flat) cp "$source"/* "$into/" ;;
        windows) for file in "$source"/*; do cp "$file" "$into/lab4\\${file##*/}"; done ;;
        nested) mkdir -p "$into/hw/io-labs-main/starter" && cp -r "$source" "$into/hw/io-labs-main/starter/" ;;
        upper) cp -r "$source" "$into/Lab4" ;;
        beside_a_mac) cp -r "$source" "$into/" && mkdir "$into/__MACOSX" && printf '\0\5\26\7' >"$into/lab4/._main.cpp" ;;
        clone_with_notes) cp -r "$clone/." "$into/" && mkdir "$into/lab4" && echo "my notes" >"$into/lab4/notes.md" ;;
        archive) (cd "$clone/starter" && zip -qr "$into/work.zip" lab4) ;;
    esac
}

@test "Gradescope grades what can be understood in one way only" {
    gradescope "--lab 4 --check EchoesOneMessage"
    solve "$clone" 4
    for form in flat windows nested upper beside_a_mac clone_with_notes archive; do
        hand_in $form
        "$AUTOGRADER_ROOT/run_autograder" >/dev/null 2>&1
        jq -e '.score > 0 and ([.tests[] | select(.max_score > 0)] | all(.score == .max_score))' "$AUTOGRADER_ROOT/results/results.json" >/dev/null ||
            { echo "$form:" && cat "$AUTOGRADER_ROOT/results/results.json" && false; }
    done
}

# What cannot be graded because of what was handed in has a result that says why, and blames nobody else.
unusable() {
    "$AUTOGRADER_ROOT/run_autograder" >/dev/null 2>&1
    jq -e --arg words "$1" '.score == 0 and (tostring | contains($words)) and (tostring | contains("not your fault") | not)' \
        "$AUTOGRADER_ROOT/results/results.json" >/dev/null || { cat "$AUTOGRADER_ROOT/results/results.json" && return 1; }
}

@test "Gradescope says of what can't be graded what was found" {
    gradescope "--lab 4"
    echo x >"$AUTOGRADER_ROOT/submission/notes.txt"
    unusable "notes.txt"
    rm "$AUTOGRADER_ROOT/submission/notes.txt"
    unusable "lab4"
    cp -r "$clone/starter/lab5" "$AUTOGRADER_ROOT/submission/"
    unusable "lab5"
}

@test "Gradescope passes on the grader's words about what was named wrong" {
    gradescope "--lab 4 --check NoSuchCheck"
    cp -r "$clone/starter/lab4" "$AUTOGRADER_ROOT/submission/"
    unusable "NoSuchCheck"
    export IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    printf '64 io-labs: "x\\y" is\tno submission \xc3\xbc\n' >"$IO_LABS_GRADER.says"
    unusable "io-labs: 'x/y' is no submission"
}

@test "Gradescope says that it is nobody's fault only when the grader never began" {
    gradescope "--lab 4"
    cp -r "$clone/starter/lab4" "$AUTOGRADER_ROOT/submission/"
    IO_LABS_GRADER=/nonexistent "$AUTOGRADER_ROOT/run_autograder" 2>/dev/null
    jq -e '.score == 0 and (.output | test("did not begin. This is not your fault"))' "$AUTOGRADER_ROOT/results/results.json"
}

@test "Gradescope's grading is given the time that is left of ten minutes, or what the instructors say" {
    gradescope "--lab 4"
    cp -r "$clone/starter/lab4" "$AUTOGRADER_ROOT/submission/"
    export IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    "$AUTOGRADER_ROOT/run_autograder" >/dev/null 2>&1
    grep -qE -- "--lab 4 --within 5[0-4][0-9] " "$IO_LABS_GRADER.asked"
    for option in "--within 1200" "--within=1200"; do
        echo "--lab 4 $option" >"$AUTOGRADER_ROOT/source/grade-options"
        "$AUTOGRADER_ROOT/run_autograder" >/dev/null 2>&1
        [ "$(tail -n 1 "$IO_LABS_GRADER.asked" | grep -o -- "--within.[0-9]*")" = "$option" ]
    done
}

@test "Classroom 50's grading is given what is left of its job" {
    as_classroom50
    export IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
    autograde || { cat "$BATS_TEST_TMPDIR/log" && false; }
    grep -qE -- "--within (480|4[0-7][0-9]) " "$IO_LABS_GRADER.asked"
}

# Puts process $1 into groups of half a CPU and 768 MB: Gradescope's default container, as far as cgroups are one. The
# first version of them (a hierarchy for each resource) is still met.
limit() {
    local process=$1 cpu memory
    if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
        cpu=/sys/fs/cgroup/io-labs-gradescope memory=$cpu
        mkdir -p "$cpu" && echo "50000 100000" >"$cpu/cpu.max" && echo 805306368 >"$memory/memory.max"
    else
        cpu=/sys/fs/cgroup/cpu/io-labs-gradescope memory=/sys/fs/cgroup/memory/io-labs-gradescope
        mkdir -p "$cpu" "$memory" && echo 50000 >"$cpu/cpu.cfs_quota_us" && echo 805306368 >"$memory/memory.limit_in_bytes"
    fi && echo "$process" >"$cpu/cgroup.procs" && echo "$process" >"$memory/cgroup.procs"
}

@test "both labs are graded with half a CPU and 768 MB within Gradescope's time" {
    sleep 1000 3>&- &
    probe=$!
    limit $probe 2>/dev/null || { kill $probe; skip "this needs cgroups with limits of one's own"; }
    kill $probe
    gradescope
    cp -r "$repository/solutions" "$AUTOGRADER_ROOT/submission/starter"
    SECONDS=0
    (limit $BASHPID && exec "$AUTOGRADER_ROOT/run_autograder") >"$BATS_TEST_TMPDIR/log" 2>&1
    took=$SECONDS
    rmdir /sys/fs/cgroup/io-labs-gradescope /sys/fs/cgroup/{cpu,memory}/io-labs-gradescope 2>/dev/null || true
    echo "took $took s"
    [ "$took" -lt 540 ]
    jq -e '.score == 200' "$AUTOGRADER_ROOT/results/results.json" || { jq '[.tests[] | select(.score < .max_score)]' "$AUTOGRADER_ROOT/results/results.json" && false; }
}
