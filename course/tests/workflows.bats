# The workflows of students' repositories: what they may, and what their steps do, run as a runner runs them.
setup_file() {
    load common
    "$lab" export student "$BATS_FILE_TMPDIR/own" 2>/dev/null
    "$lab" export student "$BATS_FILE_TMPDIR/called" --graded-by my-course/io-labs@v1 2>/dev/null
}

setup() {
    load common
    own=$BATS_FILE_TMPDIR/own
    called=$BATS_FILE_TMPDIR/called
    workflows=("$own/.github/workflows/classroom.yml" "$called/.github/workflows/classroom.yml" "$called/.github/workflows/grade-submission.yml")
}

# The commands of a workflow's `run:` steps, one a line (each of ours is one line).
run_steps() { sed -nE 's/^ +run: ([^|>].*)$/\1/p' "$1"; }

# Runs a workflow's steps in the current directory like the runner: in order, and after a failure only those with
# if: always(). Leaves what they print in log, and succeeds if all did.
run_workflow() {
    local workflow=$1 failed=no always step
    while IFS=$'\t' read -r always step; do
        [[ $failed == no || $always == yes ]] || continue
        echo "## $step" >>log
        bash --noprofile --norc -eo pipefail -c "$step" >>log 2>&1 || failed=yes
    done < <(awk '/^ +- name:/ { always = "no" } /^ +if: always\(\)/ { always = "yes" } /^ +run: / { sub(/^ +run: /, ""); print always "\t" $0 }' "$workflow")
    [[ $failed == no ]]
}

as_the_runner() {
    export GITHUB_ACTIONS=true CI=true GITHUB_WORKSPACE=$PWD GITHUB_REPOSITORY=my-course/labs-ada GITHUB_ACTOR=ada GITHUB_REF=refs/heads/main
    GITHUB_SHA=$(git -C "$1" rev-parse HEAD) GITHUB_OUTPUT=$BATS_TEST_TMPDIR/output GITHUB_STEP_SUMMARY=$BATS_TEST_TMPDIR/summary.md
    export GITHUB_SHA GITHUB_OUTPUT GITHUB_STEP_SUMMARY
    : >"$GITHUB_OUTPUT" && : >"$GITHUB_STEP_SUMMARY"
}

classroom_result() { sed -n 's/^result=//p' "$GITHUB_OUTPUT" | base64 -d; }

@test "each workflow may only read, ends by itself, and pins what it uses" {
    for workflow in "${workflows[@]}"; do
        [ "$(grep -A1 '^permissions:' "$workflow" | tail -n 1)" = "  contents: read" ]
        no_line -E ': (write|write-all)$' "$workflow"
        # A version at least; the actions that handle the repository's content by their commits.
        grep -E 'uses: ' "$workflow" | no_line -vE '@([0-9a-f]{40} # v[0-9.]+|v[0-9]+)$'
        grep -E 'uses: actions/' "$workflow" | no_line -vE '@[0-9a-f]{40} # v'
        no_line -q "secrets" "$workflow"
    done
    for workflow in "${workflows[0]}" "${workflows[1]}"; do grep -q "cancel-in-progress: true" "$workflow"; done
    for workflow in "${workflows[0]}" "${workflows[2]}"; do grep -qE '^    timeout-minutes: [0-9]+$' "$workflow"; done
}

@test "a grading ends before its step is ended, and says how far it came" {
    export IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader IO_LABS_RESULTS=$BATS_TEST_TMPDIR/results
    stub_grader "$IO_LABS_GRADER"
    bash "$own/course/github/grade.sh" grade .
    bash "$own/course/github/grade.sh" grade . --within 77
    within=$(grep -o -- "--within [0-9]*" "$IO_LABS_GRADER.asked" | cut -d' ' -f2 | tr '\n' ' ')
    [ "$within" = "480 77 " ]
    for workflow in "${workflows[0]}" "${workflows[2]}"; do
        minutes=$(grep -A1 'grade.sh grade' "$workflow" | sed -n 's/^ *timeout-minutes: //p')
        [ $((minutes * 60)) -gt 500 ]
    done
}

@test "each step runs without execute bits" {
    for workflow in "${workflows[0]}" "${workflows[2]}"; do run_steps "$workflow" | no_line -v '^bash '; done
}

@test "no text of a student's is put into a command" {
    # What github.event, head_ref and the like hold is the student's to choose.
    for workflow in "${workflows[@]}"; do run_steps "$workflow" | no_line -F '${{'; done
}

@test "the calling workflow names the course's repository and nothing else" {
    grep -qx "    uses: my-course/io-labs/.github/workflows/grade-submission.yml@v1" "${workflows[1]}"
    grep -qx "          repository: my-course/io-labs" "${workflows[2]}"
    grep -qx "          ref: v1" "${workflows[2]}"
    [ "$(run_steps "${workflows[1]}" | wc -l)" = 0 ]
    no_line -rqE 'OWNER/REPOSITORY|REF-OF-THE-COURSE' "$called/.github"
    [ ! -e "$own/.github/workflows/grade-submission.yml" ]
}

teardown() { rm -rf "$repository/build/clones"; }

# Builds the grader from the export, with nothing of this repository's build. (The clones are below this repository so
# that CI's compiler cache knows their files.)
@test "a clean clone of the export builds and grades itself, the second time without building" {
    unset IO_LABS_GRADER
    clones=$repository/build/clones
    rm -rf "$clones"
    mkdir -p "$clones"
    git clone --quiet "$own" "$clones/clone"
    cd "$clones/clone"
    # One stub's failures are enough to read.
    rm -r starter/lab5
    as_the_runner .
    run run_workflow .github/workflows/classroom.yml
    [ "$status" -eq 1 ]
    grep -q "^::stop-commands::" log
    grep -q "SilentClientBlocksNobody" log
    grep -q "^::notice" log
    grep -q "some checks failed" log
    grep -q "A message comes back" "$GITHUB_STEP_SUMMARY"
    [ "$(classroom_result | jq -r .status)" = fail ]
    [ "$(classroom_result | jq '[.tests[].score] | add')" = "$(jq .score results/result.json)" ]
    [ "$(classroom_result | jq .max_score)" = 100 ]
    [ -s results/report.html ]
    # The restored cache: build/ is older than the sources of a new checkout.
    git clone --quiet "$own" "$clones/second"
    mv build "$clones/second/"
    cd "$clones"
    rm -rf clone
    mv second clone
    cd clone
    bash course/github/grade.sh build
    no_line -q "Building CXX" build/release/build.log
}

@test "the reusable workflow grades with the course's files whatever the caller has changed" {
    mkdir "$BATS_TEST_TMPDIR/runner"
    cd "$BATS_TEST_TMPDIR/runner"
    git clone --quiet "$called" course
    git clone --quiet "$called" submission
    solve submission 4
    rm -r submission/starter/lab5
    printf '#!/bin/sh\ntouch %s/executed\n' "$BATS_TEST_TMPDIR" | tee submission/lab submission/course/github/grade.sh >/dev/null
    sed -i 's/points = [0-9]*/points = 1/' submission/labs/lab4-blocking/rubric.toml
    mkdir submission/results && echo '{}' >submission/results/result.json
    commit_in submission
    as_the_runner submission
    run run_workflow "${workflows[2]}"
    cat log
    [ "$status" -eq 0 ]
    [ ! -e "$BATS_TEST_TMPDIR/executed" ]
    grep -q "labs/lab4-blocking/rubric.toml is not as the course gave it" log
    [ "$(classroom_result | jq -r .status)" = pass ]
    [ "$(classroom_result | jq '[.tests[].score] | add')" = 100 ]
}

@test "a step that ends early still reports what is known" {
    git clone --quiet "$own" "$BATS_TEST_TMPDIR/clone"
    cd "$BATS_TEST_TMPDIR/clone"
    as_the_runner .
    mkdir results && echo '{"forged": true}' >results/result.json
    bash course/github/grade.sh build
    [ ! -e results/result.json ]
    run bash course/github/grade.sh report
    [ "$status" -eq 1 ]
    [[ $output == "::error"*"The grading did not begin"* ]]
    timeout --signal=KILL 4 bash course/github/grade.sh grade . >/dev/null 2>&1 || true
    for _ in $(seq 100); do [[ -f results/result.json ]] && break || sleep 0.1; done
    run bash course/github/grade.sh report
    [ "$(classroom_result | jq -r .status)" = error ]
    run bash course/github/grade.sh verdict
    [ "$status" -eq 1 ]
}
