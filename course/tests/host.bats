# A git server that grades: from the export to the verdict in the student's terminal.
setup_file() {
    load common
    export IO_LABS_HOST=$BATS_FILE_TMPDIR/host
    # What a course has open this week: enough to tell solution, stub and mutants apart.
    export checks="--lab 4 --check EchoesOneMessage --check SilentClientBlocksNobody --check BadFlagsExitWithStatusTwo"
    "$lab" host init "$IO_LABS_HOST" 2>"$BATS_FILE_TMPDIR/init"
    sed -i "s/^grade_options=.*/grade_options=$checks/" "$IO_LABS_HOST/host.conf"
}

setup() {
    load common
    student=s$BATS_TEST_NUMBER
    clone=$BATS_TEST_TMPDIR/clone
    "$lab" host add "$student" 2>/dev/null
    git clone --quiet "$IO_LABS_HOST/repositories/$student.git" "$clone"
}

push() { git -C "$clone" push "$@" 2>&1 | sed -E 's/\x1b\[K//g; s/ +$//'; }
results() { echo "$IO_LABS_HOST/results/$student/$(git -C "$clone" rev-parse "${1:-HEAD}")"; }
score() { cat "$(results)/score"; }

# The report as the student sees it at home, without the lines that tell when and how long.
timeless() { grep -vE '[0-9.]+ (s|ms|min)\b|^ *Sandbox|^ *Machine' | sed -E 's/^remote: ?//' | grep -v '^$'; }

@test "a pushed solution comes back with the score and text of ./lab grade" {
    solve "$clone" 4
    commit_in "$clone"
    run push
    echo "$output" >"$BATS_TEST_TMPDIR/pushed"
    # shellcheck disable=SC2086
    (cd "$BATS_TEST_TMPDIR" && COLUMNS=72 "$lab" grade clone $checks >home || true)
    grep -qx "remote: 1 of 3 checks, 0 failed" "$BATS_TEST_TMPDIR/pushed"
    diff <(grep -E '^Lab 4:|[✔✘?]|/ ' "$BATS_TEST_TMPDIR/home" | timeless) \
        <(grep -E '^remote: (Lab 4:|.*[✔✘?]|.*/ )' "$BATS_TEST_TMPDIR/pushed" | sed 's/^remote: //' | tail -n "$(grep -cE '^Lab 4:|[✔✘?]|/ ' "$BATS_TEST_TMPDIR/home")" | timeless)
    read -r points of status <<<"$(score)"
    [ "$points" = "$of" ] && [ "$status" = passed ]
    [ "$(jq .score "$(results)/result.json")" = "$points" ]
    [ -s "$(results)/report.html" ]
}

@test "the stub fails, and the push is accepted all the same" {
    echo "// begun" >>"$clone/starter/lab4/main.cpp"
    commit_in "$clone"
    run push
    [[ $output == *"--check EchoesOneMessage"* ]]
    [ "$(grep -c "^remote: " <<<"$output")" -le 60 ]
    [ "$(git -C "$IO_LABS_HOST/repositories/$student.git" rev-parse main)" = "$(git -C "$clone" rev-parse HEAD)" ]
    read -r points of status <<<"$(score)"
    ((points < of)) && [ "$status" = failed ]
}

@test "a mutant loses the points of its bug only" {
    submit "$clone" 4 sequential
    commit_in "$clone"
    push >/dev/null
    [ "$(jq -r '.labs[0].checks[] | select(.verdict == "fail") | .name' "$(results)/result.json")" = SilentClientBlocksNobody ]
}

@test "a host's own level of hints goes before the course's, and verdicts alone say nothing of what was seen" {
    sed -i "s/^grade_options=.*/grade_options=$checks --hints 0/" "$IO_LABS_HOST/host.conf"
    submit "$clone" 4 sequential
    commit_in "$clone"
    run push
    sed -i "s/^grade_options=.*/grade_options=$checks/" "$IO_LABS_HOST/host.conf"
    [[ $output == *"Lab 4: "* ]]
    no_line -E "Seen|Question|Direction|Your code" <<<"$output"
    no_line -E "Seen|Question|Direction|Your code" "$(results)/report.html"
    [ "$(jq '[.labs[0].checks[] | select(.finding.seen)] | length > 0' "$(results)/result.json")" = true ]
}

@test "neither edits of grader, rubric and workflow nor forged output change a score" {
    submit "$clone" 4 sequential
    commit_in "$clone"
    push >/dev/null
    honest=$(score)
    cd "$clone"
    # The server itself lies on both of its outputs, and tries to write results.
    sed -i '0,/int main(/s//#include <cstdlib>\n#include <iostream>\nstatic const bool forged = [] { std::cerr << "::error::x\\nPoints 100\/100\\nLab 4: 100 \/ 100\\n"; return std::system("echo {} > result.json; echo 100 > ..\/..\/score; echo 9 >\&3") != 99; }();\nint main(/' starter/lab4/main.cpp
    sed -i 's/points = [0-9]*/points = 50/' labs/lab4-blocking/rubric.toml
    echo 'int main() {}' >grader/src/cli/main.cpp
    printf '#!/bin/sh\ntouch %s/executed\necho "Lab 4: 100 / 100"\n' "$BATS_TEST_TMPDIR" | tee lab .github/workflows/classroom.yml >/dev/null
    printf '* export-ignore\n*.cpp filter=evil\n' >.gitattributes
    echo '{"score": 100}' >result.json
    commit_in .
    run push
    # (What it says on standard error costs it the check of wrong options, honestly.)
    read -r points of status <<<"$(score)"
    read -r honest_points honest_of _ <<<"$honest"
    ((points <= honest_points && of == honest_of)) && [ "$status" = failed ]
    [ ! -e "$BATS_TEST_TMPDIR/executed" ]
    [[ $output == *"labs/lab4-blocking/rubric.toml is not as the course gave it"* ]]
    [[ $output == *"lab is not as the course gave it"* ]]
    [ "$(jq -r '.labs[0].checks[] | select(.name == "SilentClientBlocksNobody") | .verdict' "$(results)/result.json")" = fail ]
}

@test "it works over git:// too" {
    port=$((20000 + RANDOM % 20000))
    git daemon --reuseaddr --listen=127.0.0.1 --port=$port --base-path="$IO_LABS_HOST/repositories" --export-all --enable=receive-pack "$IO_LABS_HOST/repositories" 3>&- 2>/dev/null &
    daemon=$!
    for _ in $(seq 50); do git ls-remote "git://127.0.0.1:$port/$student.git" >/dev/null 2>&1 && break || sleep 0.1; done
    solve "$clone" 4
    commit_in "$clone"
    run push "git://127.0.0.1:$port/$student.git" main
    kill $daemon
    wait $daemon || true
    [[ $output == *"remote: "*"Lab 4:"* ]]
    read -r points of status <<<"$(score)"
    [ "$points" = "$of" ] && [ "$status" = passed ]
}

@test "two pushes at a time are graded one after the other, and both are told" {
    other=$student-other
    "$lab" host add "$other" 2>/dev/null
    git clone --quiet "$IO_LABS_HOST/repositories/$other.git" "$BATS_TEST_TMPDIR/other"
    for tree in "$clone" "$BATS_TEST_TMPDIR/other"; do
        solve "$tree" 4
        commit_in "$tree"
    done
    git -C "$BATS_TEST_TMPDIR/other" push >"$BATS_TEST_TMPDIR/other.out" 2>&1 3>&- &
    first=$!
    run push
    wait $first
    for out in "$output" "$(cat "$BATS_TEST_TMPDIR/other.out")"; do [[ $out == *"Lab 4:"* ]]; done
    [[ "$output$(cat "$BATS_TEST_TMPDIR/other.out")" == *"waiting: 1 push is before yours"* ]]
    [ -z "$(find "$IO_LABS_HOST/queue" -name '[0-9]*')" ]
}

@test "a student who hangs up is graded all the same" {
    solve "$clone" 4
    commit_in "$clone"
    setsid git -C "$clone" push >/dev/null 2>&1 3>&- &
    pushing=$!
    for _ in $(seq 100); do [[ -s $(results)/log ]] && break || sleep 0.1; done
    kill -KILL -- -$pushing
    for _ in $(seq 600); do [[ -f $(results)/score ]] && break || sleep 0.1; done
    [[ $(score) == *passed ]]
}

@test "a killed grader is named, its commit waits, and can be graded again" {
    submit "$clone" 4 sequential
    commit_in "$clone"
    git -C "$clone" push >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    pushing=$!
    for _ in $(seq 300); do [[ -f $(results)/result.json ]] && break || sleep 0.1; done
    pkill -KILL -f -- "--json $(results)/result.json"
    wait $pushing
    grep -q "was interrupted; your commit is kept" "$BATS_TEST_TMPDIR/out"
    [ ! -f "$(results)/score" ]
    [ "$(jq .finished "$(results)/result.json")" = false ]
    run "$lab" host grade "$student"
    [ "$status" -eq 0 ]
    [[ $(score) == *failed ]]
}

@test "what a killed grading leaves behind is gone after the next one" {
    submit "$clone" 4 sequential
    commit_in "$clone"
    git -C "$clone" push >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    pushing=$!
    for _ in $(seq 300); do [[ -f $(results)/result.json ]] && break || sleep 0.1; done
    # All of it at once, as at a reboot.
    pkill -KILL -f "grade_push.sh $IO_LABS_HOST $student|--json $(results)/result.json"
    wait $pushing
    compgen -G "$IO_LABS_HOST/queue/[0-9]*.$student" >"$BATS_TEST_TMPDIR/left"
    "$lab" host grade "$student"
    [[ $(score) == *failed ]]
    no_line . <(compgen -G "$IO_LABS_HOST/queue/[0-9]*.$student")
}

@test "another branch, and a deleted one, get their answer" {
    run push origin HEAD:refs/heads/idea
    [[ $output == *"Only pushes to main are graded"* ]]
    run push origin :idea
    [[ $output == *"idea is gone; its results are kept"* ]]
}

# What was pushed has a result with 0 points that says why: for the student, in scores, and for whoever grades again.
nothing_to_grade() {
    local words=$1
    # No place on the server is the student's business.
    no_line -E "^remote: .*(interrupted|$IO_LABS_HOST)" <<<"$output"
    read -r points of status <<<"$(score)"
    [ "$points" -eq 0 ]
    [[ $status != unfinished ]]
    grep -qF -- "$words" <(tr -s ' \n' ' ' <"$(results)/report.txt")
    [ "$(jq .finished "$(results)/result.json")" = true ]
    [[ "$("$lab" host scores)" == *"$student,"*",$(git -C "$clone" rev-parse HEAD),"* ]]
    [[ "$("$lab" host grade "$student" 2>&1)" == *"every commit of $student has been graded to the end"* ]]
}

@test "a commit without labs has 0 points and the reason" {
    git -C "$clone" rm -r --quiet starter
    git -C "$clone" commit --quiet -m "without labs"
    run push origin HEAD:main
    nothing_to_grade "without its starter/"
}

@test "a repository in the repository has 0 points and the way out" {
    git -C "$clone/starter/lab4" init --quiet
    commit_in "$clone/starter/lab4"
    git -C "$clone" rm -r --quiet --cached starter/lab4
    commit_in "$clone" 2>/dev/null
    [[ $(git -C "$clone" ls-tree HEAD starter/lab4) == 160000* ]]
    run push
    nothing_to_grade "repository of its own"
}

@test "a link in the place of a lab has 0 points and the reason" {
    rm -r "$clone/starter/lab4"
    ln -s ../../somewhere "$clone/starter/lab4"
    commit_in "$clone"
    run push
    nothing_to_grade "starter/lab4 is a symbolic link"
}

@test "of a lab that is not asked for there is nothing to grade" {
    rm -r "$clone/starter/lab4"
    commit_in "$clone"
    run push
    nothing_to_grade "there is no lab4/ in what was handed in, only starter/lab5/"
}

@test "work beside starter/ is not read, and the student is told" {
    mkdir "$clone/lab4"
    cp -r "$repository/solutions/lab4/." "$clone/lab4/"
    commit_in "$clone"
    run push
    read -r points of status <<<"$(score)"
    ((points < of))
    grep -q "lab4/" <(grep -i "not read\|left out" "$(results)/report.txt")
}

@test "fifty megabytes of source are refused by the grading, not by git" {
    head -c 52428800 /dev/zero | tr '\0' '/' | fold -w 100 >"$clone/starter/lab4/huge.cpp"
    commit_in "$clone"
    run push
    [[ $output == *"MiB"* && $output != *"interrupted"* ]]
    [[ $(score) == "0 "* ]]
    [ "$(git -C "$IO_LABS_HOST/repositories/$student.git" rev-parse main)" = "$(git -C "$clone" rev-parse HEAD)" ]
}

@test "a push that is larger than the host takes is refused by git" {
    sed -i 's/^most_pushed=.*/most_pushed=1m/' "$IO_LABS_HOST/host.conf"
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    head -c 2000000 /dev/urandom >"$clone/film"
    commit_in "$clone"
    run push
    sed -i 's/^most_pushed=.*/most_pushed=64m/' "$IO_LABS_HOST/host.conf"
    "$lab" host init "$IO_LABS_HOST" 2>/dev/null
    [[ $output == *"maximum allowed size"* ]]
    [ ! -e "$(results)" ]
    push >/dev/null
    [ -s "$(results)/score" ]
}

@test "after a force-push the new commit is graded and the results of the old one stay" {
    submit "$clone" 4 sequential
    commit_in "$clone" "first"
    push >/dev/null
    old=$(results)
    git -C "$clone" reset --quiet --hard HEAD~1
    solve "$clone" 4
    commit_in "$clone" "rewritten"
    run push --force
    [[ $(score) == *passed ]]
    [ -f "$old/score" ]
    # The best commit counts.
    [[ "$("$lab" host scores)" == *"$student,"*"$(git -C "$clone" rev-parse HEAD),passed"* ]]
    [[ "$("$lab" host scores --until 2020-01-01T00:00Z)" == *"$student,,,0,,,,nothing graded"* ]]
}

@test "on a full disk the push is kept and the student is told" {
    mount -t tmpfs -o size=64k none "$IO_LABS_HOST/results/$student" 2>/dev/null || skip "this needs the right to mount"
    head -c 200000 /dev/zero >"$IO_LABS_HOST/results/$student/filler" 2>/dev/null || true
    for n in $(seq 200); do mkdir "$IO_LABS_HOST/results/$student/d$n" 2>/dev/null && head -c 1 /dev/zero >"$IO_LABS_HOST/results/$student/d$n/f" 2>/dev/null || break; done
    solve "$clone" 4
    commit_in "$clone"
    run push
    umount "$IO_LABS_HOST/results/$student"
    [[ $output == *"can't be kept by the server: No space left on device."*"Nothing of yours is lost"* || $output == *"was interrupted; your commit is kept"* ]]
    [ "$(git -C "$IO_LABS_HOST/repositories/$student.git" rev-parse main)" = "$(git -C "$clone" rev-parse HEAD)" ]
    run "$lab" host grade "$student" "$(git -C "$clone" rev-parse HEAD)"
    [[ $(score) == *passed ]]
}

@test "the course's refs are not a student's to push" {
    run push --force origin HEAD:refs/course/forged HEAD:refs/replace/0123456789012345678901234567890123456789
    [ "$status" -eq 0 ] # of sed; git says:
    [[ $output == *"deny updating a hidden ref"* ]]
    [ -z "$(git -C "$IO_LABS_HOST/repositories/$student.git" for-each-ref refs/course/forged refs/replace)" ]
}

# The course's next version, as ./lab host init brings it: here, the last one with another record.
publish() {
    sed -i "s/^version=.*/version=$1/" "$IO_LABS_HOST/template/.io-labs/course"
    commit_in "$IO_LABS_HOST/template" "version $1"
    # An export from this course would be an older one.
    bash -c "set -eu; root='$repository' host='$IO_LABS_HOST'
        for file in common version host/settings host/repositories; do source '$repository'/course/\$file.sh; done
        furnish '$IO_LABS_HOST/repositories/$student.git'"
}

@test "a newer course reaches a student's clone by ./lab update, with no address" {
    run "$clone/lab" update
    [ "$status" -eq 0 ]
    [[ $output == *"up to date"* ]]
    before=$(git -C "$IO_LABS_HOST/template" rev-parse HEAD)
    publish 2027-01-01-abcdef0
    run "$clone/lab" update
    git -C "$IO_LABS_HOST/template" reset --quiet --hard "$before"
    [ "$status" -eq 0 ]
    [[ $output == *"updated to version 2027-01-01-abcdef0"* ]]
    # What is there still is the student's.
    [ "$(git -C "$IO_LABS_HOST/repositories/$student.git" rev-parse main)" = "$(git -C "$clone" rev-parse HEAD~1)" ]
}

@test "the branch of the course is not a student's to push or to delete" {
    for what in "--force origin HEAD~0:refs/heads/course" "origin :course"; do
        echo "// $what" >>"$clone/starter/lab4/main.cpp"
        commit_in "$clone"
        # shellcheck disable=SC2086
        run push $what
        [[ $output == *"deny updating a hidden ref"* || $output == *"unable to delete"* ]]
        [ "$(git -C "$IO_LABS_HOST/repositories/$student.git" rev-parse course)" = "$(git -C "$IO_LABS_HOST/template" rev-parse HEAD)" ]
    done
}

@test "a student's branch of that name, from before there was the course's, is left alone and named" {
    bare=$IO_LABS_HOST/repositories/$student.git
    theirs=$(git -C "$clone" commit-tree -m theirs "HEAD^{tree}")
    git -C "$clone" push --quiet origin "$theirs:refs/heads/theirs" 2>/dev/null
    git -C "$bare" update-ref refs/heads/course "$theirs"
    run "$lab" host init "$IO_LABS_HOST"
    [ "$status" -eq 3 ]
    [[ $output == *"its branch course is the student's own; rename it"* ]]
    [ "$(git -C "$bare" rev-parse course)" = "$theirs" ]
    git -C "$bare" branch --quiet -m course mine
    "$lab" host init "$IO_LABS_HOST"
    [ "$(git -C "$bare" rev-parse course)" = "$(git -C "$IO_LABS_HOST/template" rev-parse HEAD)" ]
}

@test "a tree of ten trees of ten trees is graded like any other" {
    cd "$clone"
    tree=$(git write-tree)
    bomb=$(git hash-object -w --stdin </dev/null)
    bomb=$(printf '100644 blob %s\tf\n' "$bomb" | git mktree)
    for _ in 1 2 3 4 5 6 7 8; do bomb=$(for name in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$bomb" "$name"; done | git mktree); done
    tree=$({ git ls-tree "$tree" && printf '040000 tree %s\tbomb\n' "$bomb"; } | git mktree)
    commit=$(git commit-tree "$tree" -p HEAD -m "$(head -c 100000 /dev/zero | tr '\0' x)")
    git push --quiet origin "$commit:main" 2>/dev/null
    read -r points of status <"$IO_LABS_HOST/results/$student/$commit/score"
    [ "$status" = failed ]
}
