# shellcheck disable=SC2154,SC2034,SC2016,SC2030,SC2031  # common.bash and bats share variables with it
# .ci/fresh, as far as that can be seen without an hour: its command line, and what it asks of a machine.

setup() {
    load common
    lab=$repository/.ci/fresh
    export IO_LABS_FRESH=$BATS_TEST_TMPDIR/fresh
}

# Like refused() of common.bash, for a command whose lines begin with its own name.
complains() {
    local words
    read -ra words <<<"$1"
    run --separate-stderr "$lab" "${words[@]}"
    [ "$status" = "$2" ]
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" = 1 ]
    [[ $stderr == "fresh: "*"$3"* ]]
    [ ! -e "$IO_LABS_FRESH" ]
}

@test "wrong usage is told in one line" {
    complains "" 64 'which release? write `.ci/fresh bookworm` or `.ci/fresh trixie`'
    complains "buster" 64 'there is no release "buster" to try'
    complains "12" 64 'did you mean `.ci/fresh bookworm`?'
    complains "debian:13" 64 'did you mean `.ci/fresh trixie`?'
    complains "bookworm trixie" 64 'one release at a time: `.ci/fresh bookworm`, then `.ci/fresh trixie`'
    complains "--kep trixie" 64 'there is no option --kep'
    complains "trixie --inside" 64 '--inside'
}

@test "help comes at once" {
    run "$lab" --help
    [ "$status" = 0 ]
    [[ $output == "usage: .ci/fresh RELEASE"* ]]
}

@test "without debootstrap it says what to install" {
    [ "$EUID" = 0 ] || skip "only root gets so far"
    mkdir "$BATS_TEST_TMPDIR/bin"
    for tool in bash dirname; do ln -s "$(command -v $tool)" "$BATS_TEST_TMPDIR/bin/$tool"; done
    printf '#!/bin/bash\nPATH=%q exec %q "$@"\n' "$BATS_TEST_TMPDIR/bin" "$lab" >"$BATS_TEST_TMPDIR/fresh-without"
    chmod +x "$BATS_TEST_TMPDIR/fresh-without"
    lab=$BATS_TEST_TMPDIR/fresh-without
    complains "trixie" 3 'apt-get install debootstrap'
}

@test "an ordinary user is told to use sudo" {
    [ "$EUID" = 0 ] || skip "only root can become somebody else"
    run setpriv --reuid=65534 --regid=65534 --clear-groups bash -c "$(printf '%q ' bash "$lab" trixie) 2>&1"
    [ "$status" = 3 ]
    [[ $output == *'sudo .ci/fresh trixie'* ]]
}
