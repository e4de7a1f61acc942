# A host whose gradings are of one lab at a time: what is known of the other one stays, and can be had later. The grader is a
# program that says what the test wants it to say.
setup() {
    load common
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/host IO_LABS_GRADER=$BATS_TEST_TMPDIR/grader
    host=$IO_LABS_HOST
    mkdir -p "$host"/{repositories,results,queue,template/.io-labs}
    printf '%s\n' "root=$repository" "grader=$IO_LABS_GRADER" "grade_options=--lab 4" >"$host/host.conf"
    echo version=1 >"$host/template/.io-labs/course"
    add_student ada
    # Points are what POINTS4 and POINTS5 say, in the file beside it.
    cat >"$IO_LABS_GRADER" <<'STUB'
#!/bin/bash
[[ " $* " != *" --help "* ]] || exit 0
source "$0.points"
echo "$*" >>"$0.asked"
only=""
while (($# > 0)); do
    case $1 in
        --lab) only=$2 ;;
        --json) json=$2 ;;
        --report)
            case $2 in
                labs=*) labs=${2#*=} ;;
                score=*) score=${2#*=} ;;
            esac ;;
    esac
    shift
done
sum=0 of=0
for lab in ${only:-4 5}; do
    points=POINTS$lab
    sum=$((sum + ${!points})) of=$((of + 100))
    lines+="lab$lab ${!points} 100 $( ((${!points} == 100)) && echo passed || echo failed)"$'\n'
done
status=$([[ $lines == *failed* ]] && echo failed || echo passed)
echo "$sum $of $status" >"$score"
printf '%s' "all $sum $of $status"$'\n'"$lines" >"$labs"
echo "{\"labs\": \"$lines\"}" >"$json"
echo "report of lab ${only:-4 and 5}: $sum"
[[ $status == passed ]]
STUB
    chmod +x "$IO_LABS_GRADER"
}

add_student() {
    local bare=$host/repositories/$1.git tree
    git init --quiet --bare "$bare"
    tree=$(git -C "$bare" mktree </dev/null)
    git -C "$bare" update-ref refs/heads/main "$(git -C "$bare" commit-tree -m one "$tree")"
    git -C "$bare" update-ref refs/course/1 refs/heads/main
    echo "$1" >>"$host/roster"
}

# grade STUDENT COMMIT POINTS4 POINTS5 [LAB]: as a push does
grade() {
    printf 'POINTS4=%s POINTS5=%s\n' "$3" "$4" >"$IO_LABS_GRADER.points"
    bash "$repository/course/host/grade_push.sh" "$host" "$1" "$2" ${5:+"$5"}
}

commit_of() { git -C "$host/repositories/$1.git" rev-parse "${2:-main}"; }
another_commit() {
    local bare=$host/repositories/$1.git
    git -C "$bare" update-ref refs/heads/main "$(git -C "$bare" commit-tree -p main -m more "main^{tree}")"
}

@test "what was graded in one lab keeps its verdict when the other one is graded" {
    commit=$(commit_of ada)
    grade ada "$commit" 93 0
    [ "$(cat "$host/results/ada/$commit/score")" = "93 100 failed" ]
    grade ada "$commit" 0 100 5
    [ "$(cat "$host/results/ada/$commit/labs")" = "$(printf '%s\n' "all 193 200 failed" "lab4 93 100 failed" "lab5 100 100 passed")" ]
    [ "$(cat "$host/results/ada/$commit/score")" = "193 200 failed" ]
    grep -q "lab4 93" "$host/results/ada/$commit/lab4.json"
    grep -q "lab5 100" "$host/results/ada/$commit/lab5.json"
    [[ $(grep -o -- '--lab [45]' "$IO_LABS_GRADER.asked" | xargs) == "--lab 4 --lab 5" ]]
    # A later verdict in a lab takes the place of the one before, and of nothing else.
    grade ada "$commit" 100 0
    [ "$(cat "$host/results/ada/$commit/score")" = "200 200 passed" ]
    [ -z "$(find "$host/results" -name '*.new' -o -name '*.merged')" ]
}

@test "a lab that was not asked for is said, and is graded when it is wanted" {
    grade ada "$(commit_of ada)" 93 88
    run --separate-stderr "$lab" host scores --lab 5
    [[ $output == *"ada,,0,,,,nothing graded"* ]]
    [[ $stderr == *"ada: commits that were not graded in lab 5: 1; ./lab host grade ada --lab 5 does it"* ]]
    run "$lab" host grade ada --lab 5
    [ "$status" -eq 0 ]
    run --separate-stderr "$lab" host scores --lab 5
    [[ $output == *"ada,88,88,100,"*",failed"* ]]
    [ -z "$stderr" ]
    [[ "$("$lab" host scores)" == *"ada,93,88,181,200,"* ]]
    [[ "$("$lab" host grade ada --lab 5 2>&1)" == *"every commit of ada has been graded to the end in lab 5"* ]]
}

@test "everybody is graded in the lab that was not asked for" {
    add_student grace
    grade ada "$(commit_of ada)" 93 88
    grade grace "$(commit_of grace)" 50 60
    run "$lab" host grade --all --lab 5
    [ "$status" -eq 0 ]
    [ "$("$lab" host scores --lab 5 | cut -d, -f1,2 | tail -n 2 | xargs)" = "ada,60 grace,60" ]
    run "$lab" host grade --all main
    [ "$status" -eq 64 ]
    [[ $output == *"--all takes no commit"* ]]
}

@test "a commit counts in a lab in which it was not graded with the best of those that were, in time" {
    first=$(commit_of ada)
    grade ada "$first" 100 0
    another_commit ada
    second=$(commit_of ada)
    grade ada "$second" 0 90 5
    echo 2026-11-20T10:00:00Z >"$host/results/ada/$first/received"
    echo 2026-11-27T10:00:00Z >"$host/results/ada/$second/received"
    [[ "$("$lab" host scores)" == *"ada,100,90,190,200,2026-11-20T10:00:00Z,$first,failed"* ]]
    # Lab 5 came later than that.
    [[ "$("$lab" host scores --until 2026-11-21T00:00Z 2>/dev/null)" == *"ada,100,,100,100,2026-11-20T10:00:00Z,$first,passed"* ]]
    [[ "$("$lab" host scores --lab 5 2>/dev/null)" == *"ada,90,90,100,2026-11-27T10:00:00Z,$second,failed"* ]]
    [[ "$("$lab" host scores --lab 4 2>/dev/null)" == *"ada,100,100,100,2026-11-20T10:00:00Z,$first,passed"* ]]
}

@test "the last report of a lab is shown, and one that there is not is said" {
    grade ada "$(commit_of ada)" 93 0
    [[ "$("$lab" host show ada --lab 4)" == *"report of lab 4: 93"* ]]
    run "$lab" host show ada --lab 5
    [ "$status" -eq 64 ]
    [[ $output == *"there is no report of ada in lab 5"* ]]
    grade ada "$(commit_of ada)" 0 77 5
    [[ "$("$lab" host show ada --lab 5)" == *"report of lab 5: 77"* ]]
    [[ "$("$lab" host show ada --lab 4)" == *"report of lab 4: 93"* ]]
    [[ "$("$lab" host show ada)" == *"report of lab 5: 77"* ]]
}

@test "a lab that does not exist is refused" {
    for verb in grade show; do
        run "$lab" host "$verb" ada --lab 6
        [ "$status" -eq 64 ]
        [[ $output == *'--lab takes one of: 4 5, not "6"'* ]]
        run "$lab" host "$verb" ada --lab
        [ "$status" -eq 64 ]
    done
}

@test "whatever grade_options say of a lab, one that is named goes before it" {
    source "$repository/course/host/results.sh"
    [ "$(options_for_lab 5 --lab 4 --hints 1 | xargs)" = "--hints 1 --lab 5" ]
    [ "$(options_for_lab 5 --hints 1 --lab=4 --check 'A*' | xargs)" = "--hints 1 --check A* --lab 5" ]
    [ "$(options_for_lab 4 | xargs)" = "--lab 4" ]
}

@test "a sum is as good as its worst part" {
    source "$repository/course/host/results.sh"
    [ "$(worst_status passed passed)" = passed ]
    [ "$(worst_status passed inconclusive)" = inconclusive ]
    [ "$(worst_status inconclusive failed passed)" = failed ]
    [ "$(worst_status failed not-started)" = not-started ]
    [ "$(worst_status not-built not-started)" = not-built ]
}
