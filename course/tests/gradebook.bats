# From a graded class to the gradebook, the page and the mails, with a stand-in for the grader: ./lab class grades and mail.
# shellcheck disable=SC2154,SC2016  # common.bash sets them; backticks are the messages' own
setup() {
    load common
    load class_stub
    [[ -x ${IO_LABS_CLASS:-} ]] || skip "io-labs-class is not built (libyaml-cpp-dev, libssl-dev)"
    grader=$BATS_TEST_TMPDIR/grader
    stub_class_grader "$grader"
    cd "$BATS_TEST_TMPDIR"
    mkdir class
    hand_in "class/Ada Lovelace_11_assignsubmission_file_" pass
    hand_in "class/Bob Bobson_12_assignsubmission_file_" fail
    hand_in "class/Eve Open_13_assignsubmission_file_" open
    class grade class --out out >/dev/null 2>&1
}

class() { bash "$repository/course/class.sh" "$IO_LABS_CLASS" "$grader" "$@"; }

# Moodle's worksheet, as it comes: a byte order mark, CR LF.
worksheet() {
    printf '\xef\xbb\xbfIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (grade)","Feedback comments"\r\n'
    for who in "$@"; do printf 'Participant %s,"",x@y,"No submission",,%s,Yes,-,\r\n' "$who" "${maximum:-5.00}"; done
}

@test "Moodle: the worksheet comes back with grades and feedback, and everybody else is named" {
    worksheet 11 12 13 99 >sheet.csv
    run class grades out --for moodle --gradebook sheet.csv
    [ "$status" -eq 0 ]
    [[ $output == *'"Grade": 2 of 4 students have points now, and feedback in "Feedback comments".'* ]]
    [[ $output == *"1 without a submission"* && $output == *"1 open, which is no 0"* ]]
    [[ $output == *"$PWD/out/moodle-lab4.csv" ]]
    # Only two cells of two rows are others than before.
    [ "$(head -c 3 out/moodle-lab4.csv | od -An -tx1)" = " ef bb bf" ]
    [ "$(grep -c $'\r$' out/moodle-lab4.csv)" -eq 5 ]
    run grep -F 'Participant 11,"",x@y,"No submission",5,5.00,Yes,-,"Lab 4: 5 / 5' out/moodle-lab4.csv
    [ "$status" -eq 0 ]
    [ "$(sed -n '4,5p' out/moodle-lab4.csv)" = "$(sed -n '4,5p' sheet.csv)" ]
}

@test "a maximum that is not the lab's is refused until --scale" {
    maximum=20,00 worksheet 11 | sed 's/20,00/"20,00"/' >sheet.csv
    run class grades out --for moodle --gradebook sheet.csv --output x.csv
    [ "$status" -eq 64 ]
    [[ $output == *'"Grade" has 20 points, and the lab has 5'* ]]
    [ ! -e x.csv ]
    class grades out --for moodle --gradebook sheet.csv --output x.csv --scale
    grep -F ',20,"20,00",Yes' x.csv
}

@test "the table goes to standard output, and what is said of it to standard error" {
    worksheet 11 >sheet.csv
    class grades out --for moodle --gradebook sheet.csv --output - >table 2>said
    [ "$(wc -l <table)" -eq 2 ]
    grep "1 of 1 students" said
    run class grades out --for github-classroom --output -
    [[ $status -eq 64 && $output == *"nobody's name on GitHub is known here"*"--roster"* ]]
    mkdir lab4-submissions
    hand_in lab4-submissions/lab4-ada-l pass
    class grade lab4-submissions --out clones >/dev/null 2>&1
    run class grades clones --for github-classroom --output -
    [[ $output == *'"lab4","","","ada-l"'* && $output == *'"5","5"'* ]]
}

@test "what is typed wrong is one line that names the way out, and writes nothing" {
    worksheet 11 >sheet.csv
    refused() {
        local words=$1
        shift
        run class "$@"
        [[ $status -eq 64 && ${#lines[@]} -eq 1 && $output == *$words* ]] || { echo "$*: $status: $output" && return 1; }
    }
    refused 'did you mean "canvas"?' grades out --for canvass
    refused "Export Entire Gradebook" grades out --for canvas
    refused "it is no Canvas gradebook" grades out --for canvas --gradebook sheet.csv
    refused 'did you mean "Status"?' grades out --for moodle --gradebook sheet.csv --column Statis
    refused "is the gradebook itself" grades out --for moodle --gradebook sheet.csv --output sheet.csv
    refused "has a verdict of Lab 5" grades out --for csv --gradebook sheet.csv --lab 5
    refused "holds no class" grades class --for csv
    refused "holds no class" mail class
    refused "--for is required" grades out
    printf 'Dear {nmae}\n' >form
    refused "form:1:" mail out --template form
    refused "--hints takes 0, 1, 2, 3 or course" mail out --hints 7
    [ ! -e out/mail/Ada_Lovelace_11.txt ]
    [ ! -e out/canvas-lab4.csv ]
}

@test "a gradebook can be filled in when all are graded" {
    worksheet 11 12 >sheet.csv
    class grade class --out again --for moodle --gradebook sheet.csv
    [ -s again/moodle-lab4.csv ]
    # What can be known before is said before.
    run class grade class --out third --lab 4 --for moodle --gradebook sheet.csv --column Statis
    [[ $status -eq 64 && $output == *'did you mean "Status"?'* ]]
    run class grade class --out third --for canvas
    [[ $status -eq 64 && $output == *"Export Entire Gradebook"* ]]
    run class grade class --out third --scale
    [[ $status -eq 64 && $output == *"--for"* ]]
    [ ! -e third ]
}

@test "a text for each student, and nothing is sent" {
    printf 'Dear {name},\n{points}\n{late}\n{report}\n' >form
    run class mail out --template form --pages https://example.edu/r
    [ "$status" -eq 0 ]
    [[ $output == *"3 texts for 3 students, of whom 3 have no address here; a class graded with --roster FILE has"*"; nothing was sent"* ]]
    grep -F "Dear Bob Bobson," out/mail/Bob_Bobson_12.txt
    grep -F "Lab 4: 2 / 5" out/mail/Bob_Bobson_12.txt
    grep -F "https://example.edu/r/Bob_Bobson_12/report.html" out/mail/Bob_Bobson_12.txt
    [ "$(wc -l <out/mail/mails.csv)" -eq 4 ]
}

@test "the page has everybody, and is made again when pairs are known" {
    grep -F 'students/Ada_Lovelace_11/report.html' out/index.html
    grep -F 'Points that are open: 1' out/index.html
    run grep -c 'Pairs that look alike' out/index.html
    [ "$output" = 0 ]
    echo '[{"a":"Ada_Lovelace_11","b":"Bob_Bobson_12","share":0.9,"page":"similar/p.html"}]' >out/similar.json
    class rescore out --dry-run >/dev/null
    class grade --resume --out out >/dev/null 2>&1
    grep -F 'Pairs that look alike: 1' out/index.html
}

@test "Moodle's participant number is nobody's matriculation number" {
    mkdir numbers
    hand_in "numbers/José Núñez_1003_assignsubmission_file_" pass
    hand_in "numbers/Zoë Ångström_1001_assignsubmission_file_" fail
    printf 'Matriculation,Name\n1001,José Núñez\n1003,Zoë Ångström\n' >roster.csv
    class grade numbers --out numbered --roster roster.csv >/dev/null 2>&1
    run jq -r '.students[] | .id + " " + .submission' numbered/class.json
    [[ ${#lines[@]} -eq 2 && ${lines[0]} == "1001 "*/José* && ${lines[1]} == "1003 "*/Zoë* ]]
    # Whose number is the other one's: nobody of the roster.
    printf 'Identifier,Full name\nParticipant 1003,Zoë Ångström\n' >roster.csv
    class grade numbers --out contradicted --roster roster.csv >/dev/null 2>&1
    run jq -r '.students[0].submission, .students[1].notices[0]' contradicted/class.json
    [[ ${lines[0]} == */Zoë* && ${lines[1]} == *"by its name it is not"* ]]
}

@test "a gradebook takes no place of the class's own files" {
    worksheet 11 >sheet.csv
    sha256sum out/*.* out/students/*/* >before
    ln -s "$PWD/out/students" linked
    for place in out/grades.csv out/results.jsonl out/class.json out/index.html out/students/new.csv \
        out/students/Ada_Lovelace_11/result.json linked/new.csv out/mail/a.csv out; do
        run class grades out --for moodle --gradebook sheet.csv --output "$place"
        [[ $status -eq 64 && $output == *"is not overwritten; name another file with --output"* ]]
        [[ $place != *s/new.csv && $place != out/mail/a.csv ]] || [ ! -e "$place" ]
    done
    run class grades out --for csv --output out/class.json
    [ "$status" -eq 64 ]
    sha256sum --check --quiet before
    class grades out --for csv --output out/grades.csv
    class grades out --for moodle --gradebook sheet.csv --output out/mine.csv
}

@test "students are called by name, address, user name, or a part of one" {
    called() {
        local id=$1
        shift
        run class "$@"
        [[ $output == *"$id: the same"* || $output == *"1 of 1"* || $output == *"1 student"* ]] || { echo "$*: $status: $output" && return 1; }
    }
    called Ada_Lovelace_11 verify out "Lovelace, Ada"
    called Bob_Bobson_12 verify out bobson
    run class verify out Lovelave
    [[ $status -eq 64 && $output == *'there is no student "Lovelave"'* ]]
    run class verify out o
    [[ $status -eq 64 && $output == *'"o" may be 3 students; name one in full: Ada_Lovelace_11 (Ada Lovelace), '* ]]
    class regrade out --only "Lovelace, Ada"
    [ "$(jq '.students | length' out/regrade/class.json)" = 1 ]
    class regrade out --afresh --only "ada,bobson"
    [ "$(jq '.students | length' out/regrade/class.json)" = 2 ]
}
