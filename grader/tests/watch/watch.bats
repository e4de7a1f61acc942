# shellcheck disable=SC2154,SC2016  # bats sets what it has; the snippets for sed are literal
# ./lab watch in a terminal, as somebody types at it: GRADER and REPOSITORY are the build's.

bats_require_minimum_version 1.5.0

setup() {
    command -v tmux >/dev/null || skip "tmux is not installed"
    work=$BATS_TEST_TMPDIR/work
    mkdir -p "$work" "$BATS_TEST_TMPDIR/tmp"
    cp -r "$REPOSITORY/solutions/lab4" "$work/lab4"
    echo=$work/lab4/echo.cpp
    socket=watch-$$-$BATS_TEST_NUMBER
}

teardown() {
    tmux -L "$socket" kill-server 2>/dev/null || true
}

terminal() { tmux -L "$socket" "$@"; }

# Starts `watch $@` on a terminal of 80 columns and 24 rows; how it ended stands on it in the end.
begin() {
    local command
    command="TMPDIR=$BATS_TEST_TMPDIR/tmp IO_LABS_CACHE=${cache:-$BATS_FILE_TMPDIR/cache} $before $GRADER --root $REPOSITORY watch $*"
    terminal new-session -d -x 80 -y "${rows:-24}" "stty -a >$BATS_TEST_TMPDIR/before; $command; echo \"left with \$?\"; stty -a >$BATS_TEST_TMPDIR/after; exec sleep 600"
}

shown() { terminal capture-pane -p; }

# Until the screen has a line that matches $1; a minute is far more than it takes.
sees() {
    local try
    for ((try = 0; try < 600; ++try)); do
        ! shown | grep -qE "$1" || return 0
        sleep 0.1
    done
    echo "not seen: $1" && shown
    return 1
}

press() { terminal send-keys "$1"; }

# The processes that the watch has started, wherever they are in the tree: by where their files are.
left_over() {
    grep -lzF "TMPDIR=$BATS_TEST_TMPDIR/tmp" /proc/[0-9]*/environ 2>/dev/null | grep -oE '[0-9]+' | while read -r id; do
        grep -qz io-labs "/proc/$id/cmdline" 2>/dev/null && echo "$id"
    done
    ls "$BATS_TEST_TMPDIR/tmp"
}

nothing_is_left() {
    local try
    for ((try = 0; try < 100; ++try)); do
        [ -n "$(left_over)" ] || return 0
        sleep 0.1
    done
    echo "left: $(left_over)"
    return 1
}

break_writes() { sed -i 's/bytes.remove_prefix(static_cast<std::size_t>(sent));/bytes = {};/' "$echo"; }
mend_writes() { sed -i 's/bytes = {};/bytes.remove_prefix(static_cast<std::size_t>(sent));/' "$echo"; }
# Waits for more than clients send: the first check that asks for an echo fails.
wait_for_all() { sed -i 's/recv(connection, buffer.data(), buffer.size(), 0)/recv(connection, buffer.data(), buffer.size(), MSG_WAITALL)/' "$echo"; }

@test "the first cause, what changed, and the first failed check first" {
    break_writes
    begin 4 "$work"
    sees '1 of [0-9]+ checks failed; stopped at the first cause'
    sees 'a write takes everything'
    mend_writes
    sees 'passes now'
    sees '1 cause gone.*gone: short-write'
    press q
    sees 'left with [01]'
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    nothing_is_left
}

@test "a compile error, its line, and a header that is mended" {
    echo 'int oops = "text";' >>"$work/lab4/echo.hpp"
    begin 4 "$work"
    sees 'it does not build'
    sees 'lab4/echo.hpp:[0-9]+:[0-9]+: error'
    sed -i '$d' "$work/lab4/echo.hpp"
    sees '\[[0-9]+/40\]'
    press q
    sees 'left with'
}

@test "a save during a grading begins anew, and ends what the old one had started" {
    begin 4 "$work"
    sees '\[[0-9]+/40\]'
    wait_for_all
    sees 'stopped at the first cause'
    press q
    sees 'left with 1'
    nothing_is_left
}

@test "a save by renaming, a file that vanishes, a directory that does, and each that comes back" {
    wait_for_all
    begin 4 "$work"
    sees 'stopped at the first cause'
    { cat "$echo" && echo 'int x = "";'; } >"$work/lab4/.echo.cpp.new"
    mv "$work/lab4/.echo.cpp.new" "$echo"
    sees 'it does not build'
    sed -i '$d' "$echo"
    sees 'stopped at the first cause'
    mv "$work/lab4/echo.hpp" "$work/echo.hpp"
    sees 'echo.hpp: No such file|it does not build'
    mv "$work/echo.hpp" "$work/lab4/echo.hpp"
    sees 'stopped at the first cause'
    mv "$work/lab4" "$work/away"
    # Wherever the only server is, it is what is graded.
    sees 'work/away +graded'
    mv "$work/away" "$work/lab4"
    sees 'work/lab4 +graded'
}

@test "what changes nothing grades nothing" {
    wait_for_all
    begin 4 "$work"
    sees 'checks failed'
    local before_all
    before_all=$(shown | head -1)
    touch "$echo"
    echo backup >"$work/lab4/echo.cpp~"
    echo swap >"$work/lab4/.echo.cpp.swp"
    sleep 2
    [ "$(shown | head -1)" = "$before_all" ]
}

@test "keys: hints until there is no more, all checks, and a verb that is given the terminal" {
    wait_for_all
    begin 4 "$work"
    sees 'stopped at the first cause'
    press h
    press h
    press h
    sees 'all there is to tell'
    press x
    sees 'o: observe'
    # Where it has been built: it wants ncurses, which the tests do not install.
    if [[ -x ${GRADER%/cli/*}/observe/io-labs-observe ]]; then
        press o
        sees 'model:'
        press q
        sees 'Any key goes back'
        press x
        sees 'stopped at the first cause'
    fi
    press a
    sees 'grading'
    sees 'graded'
    [ "$(shown | grep -c 'stopped at the first cause')" -eq 0 ]
    shown | grep -qE 'checks? failed|were not reached|did not run'
    press q
    sees 'left with 1'
}

@test "Ctrl-C ends all of it, also in the middle of a grading" {
    begin 4 "$work"
    sees 'building|\[[0-9]+/40\]'
    press C-c
    sees 'left with 130'
    cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    nothing_is_left
}

@test "a window that is too small says so, and one that grows shows all" {
    wait_for_all
    begin 4 "$work"
    sees 'checks failed'
    terminal resize-window -x 30 -y 5
    sees 'for more: 60x10'
    terminal resize-window -x 100 -y 40
    sees 'h hint'
    sees 'checks failed'
}

@test "without inotify it looks once a second, and says so" {
    unshare -Ur true 2>/dev/null || skip "this machine refuses user namespaces"
    wait_for_all
    printf '#!/bin/bash\necho 0 >/proc/sys/user/max_inotify_instances || exit 9\nexec "$@"\n' >"$BATS_TEST_TMPDIR/none"
    chmod +x "$BATS_TEST_TMPDIR/none"
    before="unshare -Ur env TMPDIR=$BATS_TEST_TMPDIR/tmp IO_LABS_CACHE=$BATS_FILE_TMPDIR/cache $BATS_TEST_TMPDIR/none" begin 4 "$work" --trusted
    sees 'inotify_init1: .*'
    sees 'checks failed'
    echo 'int x = "";' >>"$echo"
    sees 'it does not build'
}

@test "without a terminal it prints, and needs no keys" {
    wait_for_all
    TMPDIR=$BATS_TEST_TMPDIR/tmp IO_LABS_CACHE=$BATS_FILE_TMPDIR/cache "$GRADER" --root "$REPOSITORY" watch 4 "$work" \
        </dev/null >"$BATS_TEST_TMPDIR/out" 2>&1 &
    local id=$! try
    for ((try = 0; try < 600; ++try)); do
        ! grep -q 'checks failed' "$BATS_TEST_TMPDIR/out" || break
        sleep 0.1
    done
    grep -q 'checks failed' "$BATS_TEST_TMPDIR/out"
    [ "$(grep -c $'\033' "$BATS_TEST_TMPDIR/out")" -eq 0 ]
    kill -TERM "$id"
    local status=0
    wait "$id" || status=$?
    [ "$status" = 143 ]
    nothing_is_left
}

@test "wrong words" {
    for words in "6" "4 5" "/no/such/place" "4 --oops" "4 $work extra"; do
        # shellcheck disable=SC2086
        run --separate-stderr "$GRADER" --root "$REPOSITORY" watch $words
        [ "$status" = 64 ] || { echo "$words: $status" && return 1; }
        [ -n "$stderr" ]
    done
}
