# shellcheck disable=SC2154,SC2016  # bats sets the others; the backticks are the texts' own
# .ci/handouts.py finds what a handout says wrongly: texts of a few lines, and servers that are scripts.

setup() {
    bats_require_minimum_version 1.5.0
    command -v python3 >/dev/null || skip "python3 is missing"
    handouts=$BATS_TEST_DIRNAME/../handouts.py
    build=$BATS_TEST_TMPDIR/build
    text=$BATS_TEST_TMPDIR/text.md
    mkdir -p "$build/starter"
    for lab in 4 5; do
        printf '#!/bin/sh\necho listening; exec sleep 300\n' >"$build/starter/lab$lab-solution"
        chmod +x "$build/starter/lab$lab-solution"
    done
}

# The text is standard input.
read_text() {
    cat >"$text"
    run --separate-stderr python3 "$handouts" "$build" "$text"
}

accepts() {
    read_text
    [ "$status" = 0 ] || { echo "refused: $output $stderr" && return 1; }
}

# refuses WORDS...: all of which the complaint has
refuses() {
    read_text
    [ "$status" = 1 ] || { echo "status $status: $output $stderr" && return 1; }
    local word
    for word in "$@"; do [[ $stderr == *"$word"* ]] || { echo "no \"$word\" in: $stderr" && return 1; }; done
}

@test "a block of which nothing is said is named, and one that is not to be run says why" {
    printf '%s\n' '# A' '' '```' 'echo hi' '```' | refuses "text.md:3" "nothing says what to expect"
    printf '%s\n' '<!-- not run: it takes a day -->' '```' 'exit 9' '```' | accepts
    printf '%s\n' '<!-- run' 'showss: hi' '-->' '```' 'echo hi' '```' | refuses 'text.md:1' 'showss: hi'
}

@test "what a command shows is compared with what is said of it" {
    printf '%s\n' '<!-- run' 'shows: ^h.$' '-->' '```' 'echo hi' '```' | accepts
    printf '%s\n' '<!-- run' 'shows: ^ho$' '-->' '```' 'echo hi' '```' | refuses "text.md:4" "does not show ^ho$" "hi"
}

@test "blocks of a chapter are typed into one terminal, and each chapter has a new one" {
    printf '%s\n' '## A' '<!-- run -->' '```' 'x=1; sleep 100 &' '```' '<!-- run' 'shows: ^1 Running' '-->' '```' 'echo "$x $(jobs)" | sed "s/.1.. *//"' '```' | accepts
    printf '%s\n' '## A' '<!-- run -->' '```' 'x=1' '```' '## B' '<!-- run' 'shows: ^x$' '-->' '```' 'echo "x$x"' '```' | accepts
}

@test "a figure has the order of magnitude that it has here, and stands in the text" {
    printf '%s\n' 'It takes 825 MB.' '<!-- run' 'figure: 825 MB = echo 300' '-->' '```' 'true' '```' | accepts
    printf '%s\n' 'It takes 825 MB.' '<!-- run' 'figure: 825 MB = echo 100' '-->' '```' 'true' '```' | refuses "the text says 825 MB" "100"
    printf '%s\n' 'It takes 825 MB.' '<!-- run' 'figure: 825 MB = echo' '-->' '```' 'true' '```' | refuses "the text says 825 MB"
    printf '%s\n' 'It takes 1825 MB.' '<!-- run' 'figure: 825 MB = echo 825' '-->' '```' 'true' '```' | refuses "the text has no figure 825 MB"
}

@test "what runs in the background is ended with its chapter, and what stays with the file" {
    # It may be a zombie until whoever inherits it has time.
    printf '%s\n' '#!/bin/bash' 'for _ in {1..100}; do [[ $(ps -o stat= -p "$(cat "$1")") =~ ^[^Z] ]] || exit 0; sleep 0.1; done; exit 1' >"$BATS_TEST_TMPDIR/is_gone"
    chmod +x "$BATS_TEST_TMPDIR/is_gone"
    printf '%s\n' '## A' '<!-- run: in the background, to the end' 'shows: listening' '-->' '```' "./lab4-server & echo \$! >$BATS_TEST_TMPDIR/lasting; wait" '```' \
        '<!-- run: in the background' 'shows: begun' '-->' '```' "sleep 300 & echo \$! >$BATS_TEST_TMPDIR/pid; echo begun; wait" '```' \
        '## B' '<!-- run' 'shows: gone, there' '-->' '```' "$BATS_TEST_TMPDIR/is_gone $BATS_TEST_TMPDIR/pid && echo \"gone, \$(kill -0 \$(cat $BATS_TEST_TMPDIR/lasting) && echo there)\"" '```' | accepts
    [ -s "$BATS_TEST_TMPDIR/lasting" ]
    "$BATS_TEST_TMPDIR/is_gone" "$BATS_TEST_TMPDIR/lasting"
}

@test "a command whose tool is missing is left out and named, and the others run" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    for program in bash sleep sed; do ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin/"; done
    # What is found as python3 may be a script that needs more than this.
    ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$BATS_TEST_TMPDIR/bin/python3"
    printf '%s\n' '<!-- run' 'shows: never' '-->' '```' 'strace -p 1' '```' '<!-- run' 'shows: ^hi$' '-->' '```' 'echo hi' '```' >"$text"
    PATH=$BATS_TEST_TMPDIR/bin run python3 "$handouts" "$build" "$text"
    [ "$status" = 0 ]
    [[ $output == *"1 blocks run"*"left out: text.md:4: strace -p 1: strace is not installed (./lab setup --tools)"* ]]
}

@test "a command in a sentence is part of what is run, and ./lab knows its words" {
    printf '%s\n' 'Look with `ss -tln`.' | refuses "text.md:1" '`ss -tln` is run nowhere'
    printf '%s\n' 'Look with `ss -tln`.' '<!-- run' 'command: echo ss -tln' 'shows: tln' '-->' | accepts
    printf '%s\n' 'Install with `./lab setup --tools`.' | accepts
    printf '%s\n' 'Install with `./lab setup --tool`.' | refuses "./lab setup has no option --tool"
}

@test "a command that does not come to its end is ended, and named" {
    sed -i 's/^PATIENCE = .*/PATIENCE = 1/' "$(cp "$handouts" "$BATS_TEST_TMPDIR/handouts.py" && echo "$BATS_TEST_TMPDIR/handouts.py")"
    handouts=$BATS_TEST_TMPDIR/handouts.py
    printf '%s\n' '<!-- run -->' '```' 'sleep 100' '```' | refuses "text.md:2: sleep 100" "has not come to its end"
}
