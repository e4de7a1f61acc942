# An export works however it came to where it is: with other line endings, without execute bits, under another owner.
setup_file() {
    load common
    "$lab" export student "$BATS_FILE_TMPDIR/template" 2>/dev/null
}

setup() {
    load common
    template=$BATS_FILE_TMPDIR/template
    clone=$BATS_TEST_TMPDIR/clone
    export IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    stub_grader "$IO_LABS_GRADER"
}

@test "a clone made by Git for Windows has the files that the course gave, and they run" {
    git -c core.autocrlf=true clone --quiet "$template" "$clone"
    run "$clone/lab" help
    [ "$status" -eq 0 ]
    no_line -rlI --exclude-dir=.git $'\r' "$clone"
    [ -z "$(git -C "$clone" status --porcelain)" ]
    [ -z "$(bash "$clone/course/changed.sh" "$clone")" ]
    [ -z "$("$repository/course/changed.sh" "$clone")" ]
}

@test "an export made where git writes CRLF has LF" {
    git config --global core.autocrlf true
    "$lab" export student "$BATS_TEST_TMPDIR/student" 2>/dev/null
    git config --global --unset core.autocrlf
    no_line -rlI --exclude-dir=.git $'\r' "$BATS_TEST_TMPDIR/student"
    diff -r --exclude=.git "$template" "$BATS_TEST_TMPDIR/student"
}

@test "an update mends a clone from before the course had .gitattributes" {
    cp -r "$template" "$BATS_TEST_TMPDIR/old"
    git -C "$BATS_TEST_TMPDIR/old" rm --quiet .gitattributes
    sed -i '/ \.gitattributes$/d' "$BATS_TEST_TMPDIR/old/.io-labs/manifest.sha256"
    commit_in "$BATS_TEST_TMPDIR/old" "an older version"
    git -c core.autocrlf=true clone --quiet --config core.autocrlf=true "$BATS_TEST_TMPDIR/old" "$clone"
    grep -q $'\r' "$clone/lab"
    # So far the student has helped themselves.
    find "$clone/lab" "$clone/lab.d" "$clone/course" "$clone/.io-labs" -type f -exec sed -i 's/\r$//' {} +
    run bash "$clone/lab" update --from "$template"
    [ "$status" -eq 0 ]
    [ -z "$(bash "$clone/course/changed.sh" "$clone")" ]
    [ -z "$(git -C "$clone" status --porcelain)" ]
}

# What a commit made on Windows, or through a web page, does to all files.
lose_execute_bits() {
    find "$1" -name .git -prune -o -type f -exec chmod a-x {} +
    commit_in "$1" "without execute bits"
    [ -z "$(git -C "$1" ls-files --stage | grep ^100755)" ]
}

# The commands of a workflow's `run:` steps, in order.
run_steps() { sed -nE 's/^ +run: (.*)$/\1/p' "$1"; }

@test "a student's repository without execute bits is graded by its workflow and at home" {
    git clone --quiet "$template" "$clone"
    lose_execute_bits "$clone"
    cd "$clone"
    while IFS= read -r step; do
        run bash --noprofile --norc -eo pipefail -c "$step"
        [ "$status" -ne 126 ] || { echo "$step: $output" && false; }
        [[ $output != *"Permission denied"* ]] || { echo "$step: $output" && false; }
    done < <(run_steps .github/workflows/classroom.yml)
    [ -s results/result.json ]
    [ "$(cat results/status)" = 1 ]
    rm -r results
    echo "// more" >>labs/lab4-blocking/rubric.toml
    bash lab grade || [ $? -eq 1 ]
    tail -n 1 "$IO_LABS_GRADER.asked" | grep -q -- "--notice=labs/lab4-blocking/rubric.toml is not as the course gave it"
}

@test "an update works without execute bits, and brings them back" {
    git clone --quiet "$template" "$clone"
    find "$clone" -name .git -prune -o -type f -exec chmod a-x {} +
    run bash "$clone/lab" update --from "$template"
    [ "$status" -eq 0 ]
    [ -x "$clone/lab" ]
    lose_execute_bits "$clone"
    run bash "$clone/lab" update --from "$template"
    [ "$status" -eq 0 ]
    [ -x "$clone/lab" ]
    [ -z "$(git -C "$clone" status --porcelain)" ]
}

@test "a course repository without execute bits exports, hosts and grades" {
    course=$BATS_TEST_TMPDIR/course
    git clone --quiet "$repository" "$course"
    lose_execute_bits "$course"
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/host AUTOGRADER_ROOT=$BATS_TEST_TMPDIR/autograder
    bash "$course/lab" host init "$IO_LABS_HOST" 2>/dev/null
    bash "$course/lab" host add ada 2>/dev/null
    git clone --quiet "$IO_LABS_HOST/repositories/ada.git" "$clone"
    echo "// begun" >>"$clone/starter/lab4/main.cpp"
    commit_in "$clone"
    run git -C "$clone" push
    [[ $output == *"Lab 4: 93 / 100"* ]]
    [ "$(cat "$IO_LABS_HOST/results/ada/$(git -C "$clone" rev-parse HEAD)/score")" = "193 200 failed" ]
    bash "$course/lab" host grade ada "$(git -C "$clone" rev-parse HEAD)"
    bash "$course/lab" export gradescope "$BATS_TEST_TMPDIR/autograder.zip" 2>/dev/null
    mkdir -p "$AUTOGRADER_ROOT/submission"
    unzip -q "$BATS_TEST_TMPDIR/autograder.zip" -d "$AUTOGRADER_ROOT/source"
    "$AUTOGRADER_ROOT/source/run_autograder" >/dev/null
    [ "$(cat "$AUTOGRADER_ROOT/results/results.json")" = '{"format": "gradescope"}' ]
}

# Git now takes every repository for another user's, but for those that are named.
owned_by_others_but_for() {
    export GIT_TEST_ASSUME_DIFFERENT_OWNER=1
    git config --global --unset-all safe.directory || true
    local directory
    for directory in "$@"; do
        git config --global --add safe.directory "$directory"
        git config --global --add safe.directory "$directory/.git"
    done
}
teardown() { git config --global --replace-all safe.directory '*'; }

@test "under another owner, an update passes on what git says, and nothing that is not so" {
    git clone --quiet "$template" "$clone"
    owned_by_others_but_for "$template"
    run "$clone/lab" update --from "$template"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"*"safe.directory"* ]]
    [[ $output != *"not a git repository"* ]]
    # The same of where the course is.
    owned_by_others_but_for "$clone"
    run "$clone/lab" update --from "$template"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"* ]]
}

@test "under another owner, an export passes on what git says" {
    owned_by_others_but_for
    run "$lab" export student "$BATS_TEST_TMPDIR/new"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"*"safe.directory"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/new" ]
    cp -r "$template" "$BATS_TEST_TMPDIR/earlier"
    owned_by_others_but_for "$repository"
    run "$lab" export student "$BATS_TEST_TMPDIR/earlier"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"*"safe.directory"* ]]
}

@test "under another owner, a student's repository on a host passes on what git says" {
    # Here git's variable won't do: what is made on the way has the right owner.
    [ "$EUID" -eq 0 ] || skip "only root can give a repository away"
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/host
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    "$lab" host add ada grace 2>/dev/null
    commit=$(git -C "$IO_LABS_HOST/repositories/ada.git" rev-parse main)
    chown -R 12345 "$IO_LABS_HOST/repositories/ada.git"
    git config --global --replace-all safe.directory "$repository"
    run "$lab" host grade ada "$commit"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"*"safe.directory"* ]]
    [[ $output != *"no commit"* ]]
    # The others' repositories come after hers, and get what they need.
    git -C "$IO_LABS_HOST/repositories/grace.git" update-ref -d refs/heads/course
    run "$lab" host init "$IO_LABS_HOST"
    [ "$status" -eq 3 ]
    [[ $output == *"dubious ownership"*"safe.directory"*"ada.git could not be brought to this version"* ]]
    git -C "$IO_LABS_HOST/repositories/grace.git" rev-parse --verify refs/heads/course
}
