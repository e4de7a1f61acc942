# ./lab class similar: copies are found however they are disguised, and what everybody was handed out makes nobody alike.
# shellcheck disable=SC2154  # common.bash sets them
setup() {
    load common
    [[ -x ${IO_LABS_CLASS:-} ]] || skip "io-labs-class is not built (libyaml-cpp-dev, libssl-dev)"
    command -v sim_c++ >/dev/null || skip "sim_c++ is not installed (similarity-tester)"
    out=$BATS_TEST_TMPDIR/out
    mkdir "$out"
}

similar() { bash "$repository/course/class.sh" "$IO_LABS_CLASS" /bin/false similar "$@"; }
copies() { python3 -B "$repository/grader/tests/class/copies" "$out" "$1"; }

# The share of two students in similar.json; nothing if they are not in it.
share() {
    jq -r --arg a "$1" --arg b "$2" '.[] | select([.a, .b] | sort == ([$a, $b] | sort)) | .share' "$out/similar.json"
}

# hand_in STUDENT FILE: a Lab 4 of that one file. Then `class_of STUDENT...` is the class.
hand_in() { mkdir -p "$out/in/$1/lab4" && cp "$2" "$out/in/$1/lab4/main.cpp"; }
class_of() {
    printf '%s\n' "$@" | jq -R --arg in "$out/in" '{id: ., submission: "\($in)/\(.)"}' |
        jq -s '{format: "io-labs-class", version: 1, students: .}' >"$out/class.json"
}

@test "six disguised copies among forty submissions are found, and independent ones are not alike" {
    copies lab4 >"$BATS_TEST_TMPDIR/copies"
    [ "$(jq '.students | length' "$out/class.json")" -ge 39 ]
    run similar "$out"
    [ "$status" -eq 0 ]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/copies")" -eq 6 ]
    while read -r copy original; do
        found=$(share "$copy" "$original")
        [ -n "$found" ] || { echo "$copy was not found" && false; }
        jq -e -n "$found >= 0.7" >/dev/null || { echo "$copy: only $found" && false; }
    done <"$BATS_TEST_TMPDIR/copies"
    # Written apart from each other, whatever they have in common with the stub.
    for pair in "ok-splice ok-self-pipe" "ok-leader-follower ok-signalfd-acceptor" "reference ok-jthread-receive-timeout" \
        "ok-selects-own-connection ok-detached-pthreads" "one-thread-epoll one-thread-poll"; do
        # shellcheck disable=SC2086  # two words
        [ -z "$(share $pair)" ] || { echo "$pair" && false; }
    done
    # The stub, and what is hardly more, has nothing of its own.
    [ "$(jq '[.[] | select(.a == "stub" or .b == "stub")] | length' "$out/similar.json")" -eq 0 ]
    # A page each, the most alike first.
    jq -r '.[].page' "$out/similar.json" | while read -r page; do [ -s "$out/$page" ] || { echo "$page" && false; }; done
    jq -e '[.[].share] | . == (sort | reverse)' "$out/similar.json"
}

@test "the copies of Lab 5 are found, whose servers have the runtime in common" {
    copies lab5 >"$BATS_TEST_TMPDIR/copies"
    similar "$out"
    while read -r copy original; do [ -n "$(share "$copy" "$original")" ] || { echo "$copy" && false; }; done <"$BATS_TEST_TMPDIR/copies"
}

@test "two who changed the stub in their own ways are not alike" {
    sed 's|        close(connection);|        char c; while (read(connection, \&c, 1) == 1) write(connection, \&c, 1);\n&|' \
        "$repository/starter/lab4/main.cpp" >"$BATS_TEST_TMPDIR/one"
    sed 's|        close(connection);|        char b[99]; for (long n; (n = recv(connection, b, 99, 0)) > 0;) send(connection, b, n, 0);\n&|' \
        "$repository/starter/lab4/main.cpp" >"$BATS_TEST_TMPDIR/two"
    hand_in ada "$BATS_TEST_TMPDIR/one"
    hand_in bob "$BATS_TEST_TMPDIR/two"
    class_of ada bob
    run --separate-stderr similar "$out" --least 0
    [ "$status" -eq 0 ]
    [ "$(cat "$out/similar.json")" = "[]" ]
    [[ $stderr == *"hardly anything is its own: ada, bob"* ]]
}

@test "students whose names have a dash have a page a pair" {
    server=$repository/grader/tests/submissions/lab4/ok-splice/lab4/main.cpp
    for student in a a-b b-c c; do hand_in "$student" "$server"; done
    class_of a a-b b-c c
    similar "$out"
    [ "$(jq length "$out/similar.json")" -eq 6 ]
    [ "$(jq -r '.[].page' "$out/similar.json" | sort -u | wc -l)" -eq 6 ]
}

@test "pages of the run before go, and a share that none has leaves an empty list" {
    server=$repository/grader/tests/submissions/lab4/ok-splice/lab4/main.cpp
    hand_in ada "$server"
    hand_in bob "$server"
    class_of ada bob
    similar "$out"
    [ -e "$out/similar/ada-bob.html" ]
    grep -q 'href="similar/ada-bob.html"' "$out/index.html"
    hand_in bob "$repository/grader/tests/submissions/lab4/ok-self-pipe/lab4/main.cpp"
    similar "$out"
    [ ! -e "$out/similar/ada-bob.html" ]
    [ "$(cat "$out/similar.json")" = "[]" ]
}

@test "who can't be read is named, and the others are compared" {
    server=$repository/grader/tests/submissions/lab4/ok-splice/lab4/main.cpp
    hand_in ada "$server"
    hand_in bob "$server"
    echo "no archive" >"$out/in/eve.zip"
    class_of ada bob
    jq --arg in "$out/in" '.students += [{id: "eve", submission: "\($in)/eve.zip"}, {id: "joe", submission: "\($in)/joe"}]' \
        "$out/class.json" >"$out/more" && mv "$out/more" "$out/class.json"
    run --separate-stderr similar "$out"
    [ "$status" -eq 0 ]
    [[ $stderr == *"eve is not compared"* && $stderr == *"joe is not compared"* ]]
    jq -e -n "$(share ada bob) == 1"
}

@test "without sim_c++, without a class, with a share that is none: a sentence each" {
    run --separate-stderr similar "$out"
    [ "$status" -eq 64 ]
    [[ $stderr == *"holds no class"* ]]
    run --separate-stderr similar "$out" --least 50
    [ "$status" -eq 64 ]
    [[ $stderr == *"--least takes a share from 0 to 1, not \"50\""* ]]
    hand_in ada "$repository/solutions/lab4/main.cpp"
    class_of ada
    mkdir "$BATS_TEST_TMPDIR/bin"
    for program in bash dirname readlink env; do ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin/"; done
    run --separate-stderr env PATH="$BATS_TEST_TMPDIR/bin" bash "$repository/course/class.sh" "$IO_LABS_CLASS" /bin/false similar "$out"
    [ "$status" -eq 64 ]
    [[ $stderr == *"similarity-tester"* ]]
}
