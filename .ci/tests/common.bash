# shellcheck disable=SC2154  # bats and the tests set the others
# Loaded by every test of `lab` and of the scripts of continuous integration.
# shellcheck shell=bash
bats_require_minimum_version 1.5.0
repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
lab=$repository/lab
# Whatever a test calls, nothing is built by it.
export IO_LABS_BUILD=$BATS_TEST_TMPDIR/build
unset IO_LABS_GRADER IO_LABS_JOBS

# Puts a command of that name before the real one; its body comes on standard input.
fake() {
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    { echo '#!/bin/bash' && cat; } >"$BATS_TEST_TMPDIR/bin/$1"
    chmod +x "$BATS_TEST_TMPDIR/bin/$1"
    [[ $PATH == "$BATS_TEST_TMPDIR/bin:"* ]] || PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# The command line is refused at once: status 64, and one line with all of the words $2….
refused() {
    run --separate-stderr "$lab" "${command[@]}" </dev/null
    [ "$status" = 64 ] || { echo "status $status for: ${command[*]}" && return 1; }
    [ -z "$output" ]
    # shellcheck disable=SC2154  # bats sets it
    [ "${#stderr_lines[@]}" = 1 ] || { echo "more than a line for: ${command[*]}: $stderr" && return 1; }
    [[ $stderr == "lab: "* ]]
    local word
    for word in "$@"; do
        [[ $stderr == *"$word"* ]] || { echo "no \"$word\" in: $stderr" && return 1; }
    done
    [ ! -e "$IO_LABS_BUILD" ] || { echo "something was built for: ${command[*]}" && return 1; }
}
