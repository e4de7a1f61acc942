# ./lab host scores: who has how many points, and which commits came in time. The results are written here; no grader runs.
setup() {
    load common
    export IO_LABS_HOST=$BATS_TEST_TMPDIR/host IO_LABS_GRADER=/bin/true
    mkdir -p "$IO_LABS_HOST"/{repositories,results,queue}
    echo "root=$repository" >"$IO_LABS_HOST/host.conf"
    for student in grace ada edsger; do
        mkdir "$IO_LABS_HOST/repositories/$student.git"
        echo "$student" >>"$IO_LABS_HOST/roster"
    done
}

# result STUDENT COMMIT RECEIVED LAB4 LAB5
result() {
    local directory=$IO_LABS_HOST/results/$1/$2
    mkdir -p "$directory"
    echo "$3" >"$directory/received"
    echo "$(($4 + $5)) 200 failed" >"$directory/score"
    printf '%s\n' "all $(($4 + $5)) 200 failed" "lab4 $4 100 failed" "lab5 $5 100 failed" >"$directory/labs"
}

@test "there is a header, a column for each lab, and a line for each student in the order in which they were added" {
    result ada 0a1 2026-11-20T10:00:00Z 93 40
    mkdir "$IO_LABS_HOST/repositories/barbara.git"
    run --separate-stderr "$lab" host scores
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "student,lab4,lab5,points,of,received,commit,status" ]
    [ "${lines[1]}" = "grace,,,0,,,,nothing graded" ]
    [ "${lines[2]}" = "ada,93,40,133,200,2026-11-20T10:00:00Z,0a1,failed" ]
    [ "${lines[3]}" = "edsger,,,0,,,,nothing graded" ]
    # Whom no roster names comes last.
    [ "${lines[4]}" = "barbara,,,0,,,,nothing graded" ]
    [ "${#lines[@]}" -eq 5 ]
}

@test "the best commit counts, and of equals the first; with --lab, the best in this lab" {
    result ada 0a1 2026-11-20T10:00:00Z 90 10
    result ada 0a3 2026-11-22T10:00:00Z 20 95
    result ada 0a2 2026-11-23T10:00:00Z 15 100
    [[ "$("$lab" host scores)" == *"ada,20,95,115,200,2026-11-22T10:00:00Z,0a3,failed"* ]]
    run "$lab" host scores --lab 4
    [ "${lines[0]}" = "student,lab4,points,of,received,commit,status" ]
    [[ $output == *"ada,90,90,100,2026-11-20T10:00:00Z,0a1,failed"* ]]
    [[ "$("$lab" host scores --lab 5)" == *"ada,100,100,100,2026-11-23T10:00:00Z,0a2,failed"* ]]
}

@test "a result from before there were points of a lab counts in the sum" {
    result ada 0a1 2026-11-20T10:00:00Z 90 10
    rm "$IO_LABS_HOST/results/ada/0a1/labs"
    [[ "$("$lab" host scores)" == *"ada,,,100,200,2026-11-20T10:00:00Z,0a1,failed"* ]]
    [[ "$("$lab" host scores --lab 4)" == *"ada,,0,,,,nothing graded"* ]]
}

@test "a time means the same instant for everybody, wherever they ask" {
    result ada 0a1 2026-11-27T08:10:00Z 90 10
    for zone in UTC America/New_York Asia/Tokyo; do
        export TZ=$zone
        run --separate-stderr "$lab" host scores --until 2026-11-27T17:10+09:00
        [ "$status" -eq 0 ]
        [ "$stderr" = "lab: until 2026-11-27T17:10:59+09:00 = 2026-11-27T08:10:59Z, this second included" ]
        [[ $output == *"ada,90,10,100,"* ]]
        [[ "$("$lab" host scores --until 2026-11-27T08:09Z 2>/dev/null)" == *"ada,,,0,,,,nothing graded"* ]]
    done
}

@test "a time without a zone is refused, with the nearest right ones" {
    for zone in UTC America/New_York Asia/Tokyo; do
        TZ=$zone run "$lab" host scores --until 2026-11-27T17:10
        [ "$status" -eq 64 ]
        [ "${#lines[@]}" -eq 1 ]
        [[ $output == *"2026-11-27T17:10Z"*"--zone Europe/Zurich"* ]]
    done
    [[ $output == *"2026-11-27T17:10+09:00"* ]]
}

@test "without seconds a time takes in its minute, with them that second" {
    result ada 0a1 2026-12-01T22:59:30Z 90 10
    [[ "$("$lab" host scores --until "2026-12-01 23:59 +0100" 2>/dev/null)" == *"ada,90,"* ]]
    [[ "$("$lab" host scores --until 2026-12-01T22:59:30z 2>/dev/null)" == *"ada,90,"* ]]
    [[ "$("$lab" host scores --until 2026-12-01T22:59:29Z 2>/dev/null)" == *"ada,,,0,"* ]]
}

@test "a zone may be named, and then has summer and winter" {
    [ -d /usr/share/zoneinfo ] || skip "this needs tzdata"
    run --separate-stderr "$lab" host scores --until 2026-12-01T23:59 --zone Europe/Zurich
    [ "$stderr" = "lab: until 2026-12-01T23:59:59+01:00 = 2026-12-01T22:59:59Z, this second included" ]
    run --separate-stderr "$lab" host scores --zone Europe/Zurich --until 2026-07-01T23:59
    [ "$stderr" = "lab: until 2026-07-01T23:59:59+02:00 = 2026-07-01T21:59:59Z, this second included" ]
    # In the night in which the clocks go forward, there is no half past two.
    run "$lab" host scores --until 2026-03-29T02:30 --zone Europe/Zurich
    [ "$status" -eq 64 ]
    [[ $output == *"there is no 2026-03-29 02:30 in Europe/Zurich"* ]]
    run "$lab" host scores --until 2026-12-01T23:59 --zone Mars/Olympus
    [ "$status" -eq 64 ]
    [[ $output == *'no time zone "Mars/Olympus"'* ]]
}

@test "the order may come from a file, also from one made on Windows" {
    result ada 0a1 2026-11-20T10:00:00Z 93 40
    printf 'edsger\r\n\r\nada\r\nnobody' >"$BATS_TEST_TMPDIR/names"
    run "$lab" host scores --roster "$BATS_TEST_TMPDIR/names"
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = "edsger,,,0,,,,nothing graded" ]
    [ "${lines[2]}" = "ada,93,40,133,200,2026-11-20T10:00:00Z,0a1,failed" ]
    [ "${lines[3]}" = "nobody,,,0,,,,no repository" ]
    [ "${#lines[@]}" -eq 4 ]
    echo "Lovelace, Ada" >>"$BATS_TEST_TMPDIR/names"
    run "$lab" host scores --roster "$BATS_TEST_TMPDIR/names"
    [ "$status" -eq 64 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "a commit whose grading was interrupted is mentioned, with what to do" {
    mkdir -p "$IO_LABS_HOST/results/ada/0a1"
    echo 2026-11-20T10:00:00Z >"$IO_LABS_HOST/results/ada/0a1/received"
    run --separate-stderr "$lab" host scores
    [[ $output == *"ada,,,0,,,,nothing graded"* ]]
    [[ $stderr == *"ada: interrupted gradings: 1; ./lab host grade ada"* ]]
}

@test "what is no student's name in a roster is refused before anything is printed, whatever it is" {
    local name
    # shellcheck disable=SC2016  # they are to stay as they are
    for name in '$(touch ran)' '`touch ran`' '../ada' 'ada/..' '-rf' '*' '[a' 'ada grace' $'ada\x1b[2J' $'\xff\xfe' 'ädä' "$(printf 'a%.0s' {1..70})" \
        "$(head -c 300000 /dev/zero | tr '\0' a)" 'listed[$(touch ran)]' '=1+1'; do
        printf 'ada\n%s\ngrace\n' "$name" >"$BATS_TEST_TMPDIR/roster"
        run --separate-stderr "$lab" host scores --roster "$BATS_TEST_TMPDIR/roster"
        [ "$status" -eq 64 ]
        [ -z "$output" ]
        [[ $stderr == *"a student's name has letters, digits"* ]]
    done
    [ ! -e ran ]
}

@test "a roster of any bytes is refused or read, and ends" {
    local turn
    for turn in {1..20}; do
        head -c 2000 /dev/urandom >"$BATS_TEST_TMPDIR/roster"
        run --separate-stderr timeout 20 "$lab" host scores --roster "$BATS_TEST_TMPDIR/roster"
        [ "$status" -eq 64 ]
        [ -z "$output" ]
    done
    printf 'ada\0\r\n\r\n' >"$BATS_TEST_TMPDIR/roster"
    run --separate-stderr "$lab" host scores --roster "$BATS_TEST_TMPDIR/roster"
    [ "$status" -eq 0 ]
    [[ ${lines[1]} == ada,* ]]
}
