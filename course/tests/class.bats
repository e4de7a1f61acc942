# ./lab class, with a stand-in for the grader: what is found, what is kept, and what an interruption costs.
# shellcheck disable=SC2154  # common.bash sets them
setup() {
    load common
    load class_stub
    [[ -x ${IO_LABS_CLASS:-} ]] || skip "io-labs-class is not built (libyaml-cpp-dev, libssl-dev)"
    grader=$BATS_TEST_TMPDIR/grader
    stub_class_grader "$grader"
    class=$BATS_TEST_TMPDIR/class
    out=$BATS_TEST_TMPDIR/out
    mkdir "$class"
}

class() { bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" "$@"; }
grade() { class grade "$class" --out "$out" "$@"; }

# The same in the place of a shell of its own, which can then be ended by $!.
class_in_place() { exec bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" "$@"; }

# Waits until no grading and no task of this test runs any more.
wait_for_nobody() {
    for _ in {1..200}; do
        pgrep -f "$grader (--root|task)" >/dev/null || pgrep -f "task $out" >/dev/null || return 0
        sleep 0.05
    done
    return 1
}

# A row of grades.csv, without its end.
row() { grep "^$1," "$out/grades.csv" | tr -d '\r'; }

@test "each folder and archive is graded, and what is neither is named" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" fail
    (hand_in "$BATS_TEST_TMPDIR/zip" pass && cd "$BATS_TEST_TMPDIR/zip" && zip -qr "$class/cyd.zip" lab4)
    echo notes >"$class/notes.txt"
    run grade
    [ "$status" -eq 0 ]
    [[ $output == *"notes.txt is neither a directory nor a zip or tar archive"* ]]
    [[ $output == *"3 graded"* ]]
    [ "$(head -1 "$out/grades.csv" | tr -d '\r')" = "student,name,email,lab4,lab4 of,lab4 A,lab4 status,points,of,status,late,notices" ]
    [ "$(row ada)" = "ada,,,5,5,5,passed,5,5,passed,," ]
    [ "$(row bob)" = "bob,,,2,5,2,failed,2,5,failed,," ]
    [ "$(row cyd)" = "cyd,,,5,5,5,passed,5,5,passed,," ]
    [ "$(jq -r .id "$out/results.jsonl" | tr '\n' ' ')" = "ada bob cyd " ]
    [ -s "$out/students/ada/report.html" ] && [ -s "$out/students/ada/report.txt" ]
    [ "$(jq -r .submission_hash "$out/students/ada/state.json" | wc -c)" -eq 65 ]
    [ "$(jq -r '.isolation[0]' "$out/students/ada/state.json")" = Landlock ]
}

@test "what the machine failed is tried once more, alone, and flagged; never 0 points" {
    for how in pass crash crash-once unfit open open-once busy-once; do hand_in "$class/$how" "$how"; done
    run grade --jobs 3
    [ "$status" -eq 3 ]
    [ "$(row crash-once | cut -d, -f4)" = 5 ]
    [[ $(row crash-once) == *"signal 11"* ]]
    [[ $(row crash) == "crash,,,,,,,,,no verdict,"*"signal 11"* ]]
    [[ $(row unfit) == "unfit,,,,,,,,,no verdict,"*"does not let the grader work"* ]]
    [[ $(row open-once) == "open-once,,,5,5,5,passed,5,5,passed,"*"left open by the machine: lab4 EchoesOneMessage"* ]]
    [[ $(row busy-once) == "busy-once,,,5,5,5,passed,5,5,passed,"*"the machine was busy (8 times slower than it can be)"*"not as at the first try: busy-once: 2 -> 5 points"* ]]
    [[ $(row open) == "open,,,2,5,2,inconclusive,"* ]]
    [ "$(jq '.attempts | length' "$out/students/crash/state.json")" -eq 2 ]
    [ "$(jq '.attempts | length' "$out/students/pass/state.json")" -eq 1 ]
    [ "$(jq '.attempts[1].alone' "$out/students/open-once/state.json")" = true ]
    # Nothing is left to do.
    run grade --resume
    [ "$(grep -c ' grade ' "$grader.asked")" -eq 13 ]
}

@test "what the grader refuses of everybody is no failure of the machine: it is mended, and the class goes on" {
    for student in ada bob cyd zed; do hand_in "$class/$student" refuse; done
    run grade --jobs 1
    [ "$status" -eq 64 ]
    [[ $output == *"the rubric has an error"* && $output == *"--resume"* ]]
    [ "$(grep -c ' grade ' "$grader.asked")" -eq 3 ]
    for student in ada bob cyd zed; do hand_in "$class/$student" pass; done
    run grade --resume
    [ "$status" -eq 0 ]
    [ "$(row ada)" = "ada,,,5,5,5,passed,5,5,passed,," ]
    [ "$(row zed)" = "zed,,,5,5,5,passed,5,5,passed,," ]
}

@test "kill -9 in the middle loses nothing, leaves no process, and --resume gives the same grades" {
    for student in ada bob cyd; do hand_in "$class/$student" pass; done
    hand_in "$class/eve" fail
    hand_in "$class/zed" wait
    hand_in "$class/zoe" wait
    class grade "$class" --out "$BATS_TEST_TMPDIR/whole"
    rm -f "$grader".waiting.*
    touch "$grader.wait"
    class_in_place grade "$class" --out "$out" --jobs 2 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    victim=$!
    until [[ -e $grader.waiting.zed && -e $grader.waiting.zoe ]]; do sleep 0.05; done
    kill -9 $victim
    wait $victim || true
    wait_for_nobody
    [ "$(jq -r 'select(.state.is_final) | .id' "$out/results.jsonl" | wc -l)" -le 4 ]
    [ ! -e "$out/students/zed/state.json" ]
    rm "$grader.wait"
    before=$(grep -c ' grade ' "$grader.asked")
    class grade --resume --out "$out"
    # Those two alone.
    [ "$(($(grep -c ' grade ' "$grader.asked") - before))" -eq 2 ]
    cmp "$out/grades.csv" "$BATS_TEST_TMPDIR/whole/grades.csv"
    [ -z "$(find "$out/students" -name '.attempt-*')" ]
}

@test "Ctrl-C ends all of it, and says how to go on" {
    hand_in "$class/ada" pass
    hand_in "$class/zed" wait
    touch "$grader.wait"
    # A background job of a script has SIGINT ignored; SIGTERM means the same.
    class_in_place grade "$class" --out "$out" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    until [[ -e $grader.waiting.zed ]] && grep -qs "\"is_final\": true" "$out/students/ada/state.json"; do sleep 0.05; done
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ "$status" -eq 143 ]
    grep -q -- "to go on: ./lab class grade --resume --out $out" "$BATS_TEST_TMPDIR/log"
    [ "$(row ada | cut -d, -f4)" = 5 ]
    wait_for_nobody
    rm "$grader.wait"
    run grade --resume
    [ "$status" -eq 0 ]
    [ "$(row zed | cut -d, -f4)" = 5 ]
}

@test "broken inputs are a line each, and the rest goes on" {
    hand_in "$class/ada" pass
    echo junk >"$class/broken.zip"
    mkdir "$class/empty"
    ln -s /etc "$class/link"
    mkdir -p "$class/many/lab4"
    (cd "$class/many/lab4" && printf 'f%s.txt\n' {1..5000} | xargs touch && printf '// pass\n' >main.cpp)
    hand_in "$class/$(printf 'z\xf6e')" pass
    hand_in "$class/=cmd" pass
    hand_in "$class/Lovelace, \"Ada\"" pass
    cp -r "$class/ada" "$class/ada.copy"
    (cd "$class/ada.copy" && zip -qr ../ada.zip lab4) && rm -r "$class/ada.copy"
    run grade
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
    [[ $(row link) == *"it is a link"* ]]
    [[ $(row ada) == *"it is not clear which one counts: ada/ and ada.zip"* && -z $(row ada | cut -d, -f4) ]]
    [ "$(row many | cut -d, -f4)" = 5 ]
    [ "$(row z_e | cut -d, -f4)" = 5 ]
    [ "$(row cmd | cut -d, -f4)" = 5 ]
    [ "$(row Lovelace_Ada | cut -d, -f4)" = 5 ]
}

@test "a directory that is one submission, an empty one, and results that are in the way are refused" {
    hand_in "$class" pass
    run grade
    [ "$status" -eq 64 ]
    [[ $output == *"looks like one submission (lab4/ is in it)"* ]]
    # Nothing is left of a class that did not come about.
    [ ! -e "$out" ]
    rm -r "$class/lab4"
    run grade
    [ "$status" -eq 64 ]
    [[ $output == *"there is no submission in"* ]]
    hand_in "$class/ada" pass
    grade
    run grade
    [ "$status" -eq 64 ]
    [[ $output == *"holds a class already: --resume goes on with it"* ]]
    mkdir "$BATS_TEST_TMPDIR/full" && touch "$BATS_TEST_TMPDIR/full/thesis"
    run class grade "$class" --out "$BATS_TEST_TMPDIR/full"
    [ "$status" -eq 64 ]
    [[ $output == *"is not empty and holds no class"* ]]
}

@test "one archive of all: nothing is written outside, links lead nowhere, and Moodle's names are understood" {
    moodle=$BATS_TEST_TMPDIR/moodle
    hand_in "$moodle/Ada Lovelace_12_assignsubmission_file_" pass
    hand_in "$moodle/Zoë Müller_13_assignsubmission_file_" fail
    ln -s /etc/passwd "$moodle/Zoë Müller_13_assignsubmission_file_/lab4/passwd.cpp"
    (cd "$moodle" && zip -qry "$BATS_TEST_TMPDIR/all.zip" .)
    cat >"$BATS_TEST_TMPDIR/roster.csv" <<<$'\xef\xbb\xbfFirst name,Surname,ID number,Email address\r\n"Zoë",Müller,77,zoe@x\r\nAda,Lovelace,78,ada@x\r\nBob,"Builder, the",79,bob@x\r\n'
    run class grade "$BATS_TEST_TMPDIR/all.zip" --out "$out" --roster "$BATS_TEST_TMPDIR/roster.csv"
    [ "$status" -eq 0 ]
    [[ $output == *"Moodle's download"* ]]
    [ "$(cut -d, -f1 "$out/grades.csv" | tr '\n' ' ')" = "student 77 78 79 " ]
    [[ $(row 77) == "77,Zoë Müller,zoe@x,Zoë,Müller,77,zoe@x,2,5,"* ]]
    [[ $(row 78) == *",5,5,passed,"* ]]
    [[ $(row 79) == *'"Builder, the",79,bob@x,'*",nothing to grade,,nothing was handed in" ]]
    [ "$(readlink "$out/submissions/unpacked/Zoë Müller_13_assignsubmission_file_/lab4/passwd.cpp")" = a-link-in-the-archive ]
}

@test "a roster's repositories are cloned, as they were at the deadline, in its zone" {
    for student in ada bob eve; do
        hand_in "$class/$student" pass
        git init --quiet "$class/$student"
        git -C "$class/$student" add --all
        GIT_COMMITTER_DATE=2026-12-01T20:00:00Z git -C "$class/$student" commit --quiet -m first
    done
    printf '// fail\n' >"$class/bob/lab4/main.cpp"
    GIT_COMMITTER_DATE=2026-12-01T23:00:00Z git -C "$class/bob" commit --quiet -am later
    (cd "$class/eve" && GIT_COMMITTER_DATE=2026-12-02T23:00:00Z git commit --quiet --amend -m late)
    printf 'identifier,github_username,github_id,name\n"a, 1",ada,1,Ada\nb2,bob,2,\ne3,eve,3,Eve\nn4,,4,Nobody\nx5,gone,5,Gone\nb2,bob,2,\n' >"$BATS_TEST_TMPDIR/roster.csv"
    run class grade "$BATS_TEST_TMPDIR/roster.csv" --repositories "$class/{github_username}" --deadline 2026-12-01T23:59 --zone Europe/Zurich --out "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"deadline 2026-12-01T23:59:59+01:00 = 2026-12-01T22:59:59Z"* ]]
    [[ $output == *"roster.csv:7: bob stands in line 3 already"* ]]
    [[ $(row ada) == 'ada,Ada,,"a, 1",ada,1,Ada,5,5,5,passed,5,5,passed,,' ]]
    [[ $(row bob) == *",passed,late,"*"there are later commits, the last one of 2026-12-01T23:00:00Z"* ]]
    [[ $(row eve) == *"nothing to grade,late,"*"there is no commit before the deadline"* ]]
    [[ $(row n4) == *"the roster has no github_username of this student" ]]
    [[ $(row gone) == *"cloning "*"/gone failed: "* ]]
    # Without a column or a pattern nobody knows where they are.
    run class grade "$BATS_TEST_TMPDIR/roster.csv" --out "$BATS_TEST_TMPDIR/other"
    [ "$status" -eq 64 ]
    [[ $output == *"does not say where the submissions are; it has: identifier, github_username, github_id, name"* ]]
    run class grade "$BATS_TEST_TMPDIR/roster.csv" --deadline 2026-12-01T23:59 --out "$BATS_TEST_TMPDIR/other"
    [ "$status" -eq 64 ]
    [[ $output == *"is another instant in each time zone"*"--deadline"* || $output == *"is another instant in each time zone"* ]]
}

@test "rescore applies a rubric to the verdicts, and says whose points changed; back it goes as well" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" fail
    grade
    asked=$(grep -c ' grade ' "$grader.asked")
    # The rubric as it is gives the stand-in's checks other texts, and the same points.
    run class rescore "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"nothing changed, of 2 students"* ]]
    cp "$out/grades.csv" "$BATS_TEST_TMPDIR/before.csv"
    # A point goes from one check to the other.
    awk '/^name = / { name = $3 } name == "\"EchoesOneMessage\"" && /^points = / { $3 += 1 }
         name == "\"PrintsTheReadyLineAfterListening\"" && /^points = / { $3 -= 1 } { print }' \
        "$repository/labs/lab4-blocking/rubric.toml" >"$BATS_TEST_TMPDIR/rubric.toml"
    run class rescore "$out" --rubric "$BATS_TEST_TMPDIR/rubric.toml" --dry-run
    [ "$status" -eq 0 ]
    [[ $output == *"bob: 2 -> 1 points (lab4 PrintsTheReadyLineAfterListening: pass, -1)"* ]]
    cmp "$out/grades.csv" "$BATS_TEST_TMPDIR/before.csv"
    run class rescore "$out" --rubric "$BATS_TEST_TMPDIR/rubric.toml"
    [ "$status" -eq 0 ]
    [[ $output == *"1 of 2 students has other points; of 1 more, checks have other points, with the same sum"* ]]
    [[ $output == *"notice: lab 4 has a check that was not graded: "* ]]
    [ "$(row bob | cut -d, -f4)" = 1 ]
    [ "$(row ada | cut -d, -f4)" = 5 ]
    grep -q "^bob,2,1,failed,failed,lab4,PrintsTheReadyLineAfterListening,pass,pass,-1" "$out/changes.csv"
    [ "$(jq -r .rescored "$out/students/bob/state.json")" != "" ]
    # What is graded again is scored with that rubric, too.
    run class verify "$out" bob
    [ "$status" -eq 0 ]
    [[ $output == *"bob: the same: 1 point, failed"* && $output != *"a rubric is not the same"* ]]
    run class regrade "$out" --only bob
    [ "$status" -eq 0 ]
    [[ $output == *"nothing changed, of 1 student"* ]]
    # Results of another rubric than the class's are not taken over, and what is of older results is named.
    mkdir -p "$out/mail" && touch "$out/mail/mails.csv" "$out/canvas-lab4.csv"
    run class rescore "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"$out/mail is of the results before; to make it anew: ./lab class mail $out"* ]]
    [[ $output == *"canvas-lab4.csv is of the results before; to make it anew: ./lab class grades $out --for canvas --lab 4 --gradebook FILE"* ]]
    cmp "$out/grades.csv" "$BATS_TEST_TMPDIR/before.csv"
    [ ! -e "$out/rubrics/lab4.toml" ]
    run class regrade "$out" --only bob --accept
    [ "$status" -eq 64 ]
    [[ $output == *"bob was graded before the class was rescored"* ]]
    # Nothing was graded for all that, but by verify and regrade.
    [ "$(grep -c ' grade ' "$grader.asked")" -eq $((asked + 2)) ]
    sed 's/^points = 2$/points = 3/' "$repository/labs/lab4-blocking/rubric.toml" >"$BATS_TEST_TMPDIR/wrong.toml"
    run class rescore "$out" --rubric "$BATS_TEST_TMPDIR/wrong.toml"
    [ "$status" -eq 64 ]
}

@test "regrade compares first, and overwrites only with --accept" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" fail
    hand_in "$class/cyd" pass
    grade
    before=$(cat "$out/grades.csv")
    run class regrade "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"nothing changed, of 3 students"* ]]
    printf '// pass\n' >"$class/bob/lab4/main.cpp"
    printf '// fail\n' >"$class/cyd/lab4/main.cpp"
    run class regrade "$out" --only bob
    [ "$status" -eq 1 ]
    [[ $output == *"bob: 2 -> 5 points (failed -> passed; lab4 EchoesOneMessage: fail -> pass, +3)"* ]]
    [[ $output == *"to take the new results: ./lab class regrade $out --only bob --accept"* ]]
    [ "$(cat "$out/grades.csv")" = "$before" ]
    run class regrade "$out" --only bbo
    [ "$status" -eq 64 ]
    [[ $output == *"did you mean bob?"* ]]
    # Exactly what was shown: cyd is not even graded.
    asked=$(grep -c ' grade ' "$grader.asked")
    run class regrade "$out" --accept
    [ "$status" -eq 1 ]
    [[ $output == *"bob: 2 -> 5 points"* && $output == *"1 of 3 students has other points"* && $output == *"3 new results" ]]
    [ "$(grep -c ' grade ' "$grader.asked")" -eq "$asked" ]
    [ "$(row bob | cut -d, -f4)" = 5 ]
    [ "$(row cyd | cut -d, -f4)" = 5 ]
    run class regrade "$out" --accept
    [ "$status" -eq 64 ]
    [[ $output == *"there is no new result to accept; to grade again, and to see them: ./lab class regrade $out"* ]]
    run class regrade "$out"
    [ "$status" -eq 1 ]
    run class regrade "$out" --accept
    [ "$status" -eq 1 ]
    [[ $output == *"cyd: 5 -> 2 points"* && $output == *"3 new results" ]]
    [ "$(row cyd | cut -d, -f4)" = 2 ]
    [ ! -e "$out/regrade" ]
    grep -q "^cyd,5,2,passed,failed,lab4,EchoesOneMessage,pass,fail,-3" "$out/changes.csv"
}

@test "--resume takes who has come since, and refuses other words than the class began with" {
    hand_in "$class/ada" pass
    mkdir "$class/eve"
    run grade --lab 4
    [ "$status" -eq 0 ]
    [[ $output == *"1 graded, 1 with nothing to grade"*"$out/index.html"* ]]
    run grade --resume --lab 5
    [ "$status" -eq 64 ]
    [[ $output == *"goes on with the class in $out as it began: --lab 4. Leave the other words out"* ]]
    run class grade "$BATS_TEST_TMPDIR" --resume --out "$out"
    [ "$status" -eq 64 ]
    [[ $output == *"as it began: source $class."* ]]
    hand_in "$class/bob" pass
    hand_in "$class/eve" fail
    run grade --resume --lab 4
    [ "$status" -eq 0 ]
    [[ $output == *"come since: bob, eve"* && $output == *"3 graded"* ]]
    [ "$(row bob | cut -d, -f4)" = 5 ]
    [ "$(row eve | cut -d, -f4)" = 2 ]
}

@test "help has lines of at most 100 columns" {
    for verb in grade grades mail rescore regrade verify similar; do
        run class "$verb" --help
        [ "$status" -eq 0 ]
        [ -z "$(awk 'length > 100' <<<"$output")" ]
    done
}

@test "a source that has moved is said, and is no failure of the machine" {
    hand_in "$class/ada" pass
    hand_in "$class/bob" fail
    grade
    mv "$class/bob" "$BATS_TEST_TMPDIR/bob"
    run class regrade "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"not graded: bob: the submission is no longer there: $class/bob. Put it back"* ]]
    [[ $output == *"nothing changed, of 1 student"* ]]
    mv "$class/ada" "$BATS_TEST_TMPDIR/ada"
    run class regrade "$out" --afresh
    [ "$status" -eq 64 ]
    [[ $output == *"nothing was graded: 2 submissions are no longer there"* ]]
    run class verify "$out" bob
    [ "$status" -eq 64 ]
    [[ $output == *"bob: the submission is no longer there"* ]]
}

@test "who is on another rubric than the others is named" {
    for student in ada bob cyd; do hand_in "$class/$student" pass; done
    grade
    sed -i 's/"lab4 [0-9a-f]*"/"lab4 0000"/' "$out"/students/{ada,bob}/state.json
    class regrade "$out" --only cyd
    run class regrade "$out" --only cyd --accept
    [ "$status" -eq 0 ]
    [[ $output == *"scored with another rubric than the others: cyd; one for all: ./lab class rescore $out"* ]]
}

@test "verify replays a result, and names what is not as it was" {
    hand_in "$class/ada" pass
    grade
    run class verify "$out" ada
    [ "$status" -eq 0 ]
    [[ $output == *"ada: the same: 5 points, passed, in all of 2 checks"* ]]
    run class verify "$out/students/ada/result.json"
    [ "$status" -eq 0 ]
    printf '// fail\n' >"$class/ada/lab4/main.cpp"
    run class verify "$out" ada
    [ "$status" -eq 1 ]
    [[ $output == *"the submission: "*" then, "*" now"* ]]
    [[ $output == *"ada: 5 -> 2 points"* ]]
    run class verify "$out" adda
    [ "$status" -eq 64 ]
    [[ $output == *"did you mean ada?"* ]]
}

@test "--repeat tells a race of the student's from the machine's noise" {
    hand_in "$class/ada" flicker
    hand_in "$class/bob" pass
    grade --repeat 20
    [ "$(tail -n +2 "$out/flicker.csv" | tr -d '\r')" = "ada,lab4,EchoesOneMessage,3,20" ]
}

@test "two at the same place: the second one is told" {
    hand_in "$class/zed" wait
    touch "$grader.wait"
    class grade "$class" --out "$out" 2>/dev/null 3>&- &
    first=$!
    until [[ -e $grader.waiting.zed ]]; do sleep 0.05; done
    run grade --resume
    [ "$status" -eq 64 ]
    [[ $output == *"another \`./lab class\` works in"* ]]
    rm "$grader.wait"
    wait $first
}

@test "with the grader itself: a class, its verification, and another rubric" {
    real=$IO_LABS_GRADER
    [[ -x $real ]] || skip "there is no grader"
    mkdir "$class/ada" && cp -r "$repository/solutions/lab4" "$class/ada/"
    hand_in "$class/bob" "no server" && echo "int main( {" >"$class/bob/lab4/main.cpp"
    mkdir "$class/cyd"
    grader=$real
    run grade --lab 4 --check EchoesOneMessage
    [ "$status" -eq 0 ]
    [[ $(row ada) == "ada,,,3,3,3,0,0,0,passed,3,3,passed,,"* ]]
    [[ $(row bob) == *",not-built,"*"it does not compile" ]]
    [[ $(row cyd) == *",nothing to grade,,there is no file in what was handed in" ]]
    run class verify "$out" ada
    [ "$status" -eq 0 ]
    [[ $output == *"ada: the same: 3 points, passed, in its only check"* ]]
    run class rescore "$out"
    [ "$status" -eq 0 ]
    [[ $output == *"nothing changed, of 2 students"* ]]
    grep -q EchoesOneMessage "$out/students/ada/report.html"
}
