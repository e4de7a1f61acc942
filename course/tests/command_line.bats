# What was typed wrong: exit status 64 and one line, which names it and the nearest right way. Nothing is made of it.
setup_file() {
    load common
    export IO_LABS_GRADER=/bin/true
    "$lab" export student "$BATS_FILE_TMPDIR/template" 2>/dev/null
}

setup() {
    load common
    cd "$BATS_TEST_TMPDIR"
    mkdir -p host/{repositories/ada.git,results,queue} full
    echo "root=$repository" >host/host.conf
    touch full/file
    export IO_LABS_HOST=$PWD/host
    find . | LC_ALL=C sort >"$BATS_FILE_TMPDIR/before"
}

# wrong PATTERN WORDS...: ./lab WORDS is refused in one line like *PATTERN*.
wrong() {
    local pattern=$1
    shift
    run "${program:-$lab}" "$@"
    # shellcheck disable=SC2053  # it is a pattern
    [[ $status -eq 64 && ${#lines[@]} -eq 1 && $output == "lab: "* && $output == *$pattern* && $output != *".sh: line "* ]] ||
        { echo "./lab $*: $status: $output" && return 1; }
    find . | LC_ALL=C sort | diff "$BATS_FILE_TMPDIR/before" -
}

@test "export" {
    wrong "there are student, classroom50 and gradescope" export nonsense
    wrong "there are student, classroom50 and gradescope" export --lab 4
    wrong "./lab export student DIR" export student
    wrong "./lab export gradescope FILE.zip" export gradescope
    wrong "one place only: a or b" export student a b
    wrong "no option --upstreem" export student a --upstreem x
    wrong "--upstream wants a value" export student a --upstream
    wrong "--upstream takes an address" export student a --upstream --lab
    wrong "--upstream takes an address" export student a --upstream ''
    wrong "--lab wants a value" export student a --lab
    wrong 'one of: 4 5 all, not "6"' export student a --lab 6
    wrong 'one of: 4 5 all, not ""' export student a --lab ''
    wrong 'one of: 4 5, not "all"' export classroom50 a --lab all
    wrong 'one of: 4 5, not "lab4"' export gradescope a.zip --lab lab4
    wrong "--upstream is for student" export classroom50 a --upstream x
    wrong "--graded-by is for student" export gradescope a.zip --graded-by x/y@z
    wrong "OWNER/REPOSITORY@REF" export student a --graded-by 'a b; rm'
    wrong "name FILE.zip, not a.tar" export gradescope a.tar
    wrong "is not empty and holds no earlier export" export student full
    wrong "is not empty" export classroom50 full
    wrong "is not a directory" export student full/file
    wrong "is not a directory" export classroom50 full/file
}

@test "update" {
    wrong "updated with git pull" update
    program=$BATS_FILE_TMPDIR/template/lab
    wrong "wants the address" update --from
    wrong "wants the address" update --from ''
    wrong 'not "now"' update now
    wrong 'not "--force"' update --force
    wrong "./lab update --from URL" update
    wrong "for instructors" host add ada
    wrong "for instructors" export student a
}

@test "host" {
    wrong "there are init, add, scores, grade and show" host frobnicate
    wrong "--host wants the directory" host scores --host
    wrong "--host wants the directory" host --host
    wrong "--host wants the directory" host --host --until scores
    wrong "is no host" host scores --host /nonexistent
    wrong "./lab host init DIR" host init
    wrong "one host at a time: a or b" host init a b
    wrong "no option --uppstream" host init a --uppstream x
    wrong "--upstream wants a value" host init a --upstream
    wrong 'one of: 4 5 all, not "6"' host init a --lab 6
    wrong "is not empty and holds no host" host init full
    wrong "is not a directory" host init full/file
    wrong "whom? ./lab host add STUDENT" host add
    wrong "no option --all" host add --all
    wrong "a student's name has letters" host add grace ../evil
    wrong "whose? ./lab host grade STUDENT" host grade
    wrong "whose? ./lab host grade STUDENT" host grade ada 0a1 0a2
    wrong "whose? ./lab host grade STUDENT" host grade --lab 4
    wrong "no option --lax" host grade ada --lax 4
    wrong "--lab takes one of: 4 5" host show ada --lab 7
    wrong "there is no student grace here" host grade grace
    wrong "whose? ./lab host show STUDENT" host show
    wrong "there is no student grace here" host show grace
    wrong "there is no report of ada" host show ada
    wrong 'is no commit' host show ada HEAD
    wrong 'a student'"'"'s name has letters' host show ''
}

@test "host scores" {
    wrong "--until wants a value, such as" host scores --until
    wrong "--until wants a value, such as" host scores --until --lab 4
    wrong "--until takes a day, a time and a zone" host scores --until tomorrow
    wrong "--until takes a day, a time and a zone" host scores --until 2026-12-01
    wrong "there is no 2026-13-01 23:59" host scores --until 2026-13-01T23:59Z
    wrong "there is no 2026-12-01 25:00" host scores --until 2026-12-01T25:00+01:00
    wrong "2026-12-01T23:59Z" host scores --until 2026-12-01T23:59
    wrong "--zone wants a value" host scores --zone
    wrong "--zone belongs to --until" host scores --zone UTC
    wrong 'no time zone "../../etc/passwd"' host scores --until 2026-12-01T23:59 --zone ../../etc/passwd
    wrong "leave out one of them" host scores --until 2026-12-01T23:59Z --zone UTC
    wrong 'one of: 4 5, not "6"' host scores --lab 6
    wrong "a student's name a line" host scores --roster nowhere
    wrong 'not "ada"' host scores ada
    wrong 'not "--untill"' host scores --untill 2026-12-01T23:59Z
}

@test "help is help, wherever it is asked for" {
    for words in "export" "export --help" "export student --help" "host" "host --help" "host scores --help" "host init -h" "update --help"; do
        # shellcheck disable=SC2086
        run "$lab" $words
        [ "$status" -eq 0 ]
        [[ $output == "usage: ./lab ${words%% *}"* ]]
    done
}
