# grader/tests/class/make_class: the class that `./lab class` is tried on has known verdicts.
# shellcheck disable=SC2154  # common.bash sets them
setup() {
    load common
    trial=$BATS_TEST_TMPDIR/trial
}

make_class() { python3 -B "$repository/grader/tests/class/make_class" "$@"; }

# Leaves what a grading would: a result for each student, with the verdicts that are expected.
grade_as_expected() {
    local student
    for student in $(jq -r keys[] "$trial/expected.json"); do
        mkdir -p "$1/students/$student"
        jq --arg student "$student" '.[$student].lab4 | {labs: [{lab: 4, reason: "",
            status: (if .status == "" then "failed" else .status end),
            checks: ([{name: "NobodyFailsThis", verdict: "pass"}] + [.fails[] | {name: ., verdict: "fail"}])}]}' \
            "$trial/expected.json" >"$1/students/$student/result.json"
    done
}

@test "a class has students in each layout, whose servers look other than in the table" {
    make_class "$trial" 6 --lab 4
    [ "$(jq -r '.[].layout' "$trial/expected.json" | sort -u | wc -l)" -eq 6 ]
    [ "$(find "$trial/submissions" -mindepth 1 -maxdepth 1 | wc -l)" -eq 6 ]
    jq -r 'to_entries[] | select(.value.layout == "folder") | "\(.key) \(.value.lab4.name)"' "$trial/expected.json" | while read -r student name; do
        "$repository/grader/tests/submissions/mutant" put "lab4/$name" "$BATS_TEST_TMPDIR/$name"
        [ -f "$trial/submissions/$student/lab4/main.cpp" ]
        ! cmp -s "$trial/submissions/$student/lab4/main.cpp" "$BATS_TEST_TMPDIR/$name/lab4/main.cpp" || false
    done
    # The same seed, the same class.
    make_class "$trial-2" 6 --lab 4
    cmp "$trial/expected.json" "$trial-2/expected.json"
}

@test "what is disguised still compiles" {
    make_class "$trial" 8 --lab 4
    # Some are archives, and some of the table's do not compile as they are.
    jq -r 'to_entries[] | select(.value.lab4.status != "not-built") | .key' "$trial/expected.json" | while read -r student; do
        [[ ! -d $trial/submissions/$student ]] || find "$trial/submissions/$student" -name '*.cpp'
    done >"$BATS_TEST_TMPDIR/units"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/units")" -ge 2 ]
    while read -r unit; do
        g++ -std=c++20 -w -fsyntax-only -I"$repository/starter/include" "$unit"
    done <"$BATS_TEST_TMPDIR/units"
}

@test "a verdict that is not the table's is found" {
    make_class "$trial" 3 --lab 4
    grade_as_expected "$BATS_TEST_TMPDIR/out"
    run make_class --compare "$trial" "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 0 ]
    [[ $output == *"3 students, 0 labs not as expected"* ]]
    sed -i 's/"verdict": "pass"/"verdict": "fail"/' "$BATS_TEST_TMPDIR/out/students/student-002/result.json"
    rm "$BATS_TEST_TMPDIR/out/students/student-003/result.json"
    run make_class --compare "$trial" "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 1 ]
    [[ $output == *"student-002 lab4"* && $output == *"student-003 lab4"*"has no result"* && $output == *"2 labs not as expected"* ]]
}

@test "a directory that is there, and a number that is none" {
    mkdir "$trial"
    run make_class "$trial" 3
    [ "$status" -eq 2 ]
    [[ $output == *"is there already"* ]]
    run make_class "$trial-2" many
    [ "$status" -eq 2 ]
    [[ $output == *"N is a number of students, not \"many\""* ]]
}
