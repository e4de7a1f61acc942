# `./lab predict` in a terminal that tmux plays, and without one. PREDICT and SERVER are programs.
# shellcheck disable=SC2154,SC2153  # set by the test's environment

setup() {
    dir=$(mktemp -d)
    answers=$dir/answers.toml
    stub=$dir/stub
    # It listens, and closes whoever comes.
    printf '#!/bin/sh\nexec python3 -c "%s"\n' "import socket
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
print('listening on 127.0.0.1:%d' % s.getsockname()[1], flush=True)
while True: s.accept()[0].close()" >"$stub"
    chmod +x "$stub"
}

teardown() {
    [[ -z ${socket:-} ]] || tmux -L "$socket" kill-server 2>/dev/null || true
    rm -rf "$dir"
}

predict() {
    local server=$1
    shift
    "$PREDICT" --lab 4 --questions "$QUESTIONS/lab4.toml" --answers "$answers" --own "$server" --own-source starter/lab4 "$@"
}

kept() { sed -n "/^\[$1\]/,/^\$/p" "$answers"; }

# What the conversation of $1 has started is gone, a moment after it.
nothing_is_left() {
    local try
    for ((try = 0; try < 50; ++try)); do
        pgrep -f "$1 --port 0" >/dev/null || return 0
        sleep 0.1
    done
    return 1
}

mux() { tmux -L "$socket" "$@"; }

terminal() {
    command -v tmux >/dev/null || skip "tmux is not installed"
    socket=predict-$BATS_TEST_NUMBER-$$
    mux new-session -d -x 80 -y 24 -s screen "PS1='ready ' bash --norc -i"
}

sees() {
    local try
    for ((try = 0; try < 200; ++try)); do
        mux capture-pane -p -t screen | grep -qE "$1" && return 0
        sleep 0.1
    done
    echo "never seen: $1" >&2
    mux capture-pane -p -t screen >&2
    return 1
}

type_in() { mux send-keys -t screen "$@" Enter; }

@test "a line of input for each guess, and an empty one leaves it open" {
    run predict "$stub" < <(printf 'read\n0 s\n\n8 MiB\n')
    [ "$status" = 0 ]
    [[ $output == *"starter/lab4: it does not echo a line yet"* && $output == *"--measure"* ]]
    kept lab4-1 | grep -qx 'guess.call = "read"'
    kept lab4-2 | grep -qx 'guess.threads = ""'
    kept lab4-2 | grep -qx 'guess.virtual = "8 MiB"'
    [[ $(kept lab4-2) != *resident* && -z $(kept lab4-3) ]]
}

@test "a guess is measured, and shown beside what was seen" {
    predict "$stub" --guess 1a=accept >/dev/null
    COLUMNS=80 run predict "$SERVER" --measure --only 1
    [ "$status" = 0 ]
    [[ $output == *"you guessed accept; measured: recv"*": something else"* ]]
    [[ $output == *"asleep in recv"*"for a client of its own"* && $output == *"Why"* ]]
    # No line is too long, and there is no colour where nobody sees it.
    [[ $(awk 'length > 80' <<<"$output") == "" && $output != *$'\e'* ]]
    kept lab4-1 | grep -q 'measured.call = "recv'
    kept lab4-1 | grep -qx 'measured_on = "starter/lab4"'
    nothing_is_left "$SERVER"
}

@test "as JSON" {
    predict "$SERVER" --measure --only 1 --json --guess 1a=read >"$dir/document"
    python3 - "$(cat "$dir/document")" <<'PY'
import json, sys
document = json.loads(sys.argv[1])
question, = document["questions"]
part = question["parts"][0]
assert (part["guess"], part["key"], part["nearness"]) == ("read", "read", "right"), part
assert question["evidence"] and document["measured_on"] == "starter/lab4"
PY
}

@test "--list shows questions and guesses, and starts nothing" {
    predict "$stub" --guess 3=2 >/dev/null
    run predict /nowhere --list
    [ "$status" = 0 ]
    [[ $output == *"Lab 4, question 6 of 6"* && $output == *"you guessed 2"* && $output == *"2b  What 100 clients add"* ]]
}

@test "what can't be understood changes nothing" {
    for guess in 2b=much 9=1 1a=8 3 =4; do
        run predict "$stub" --guess "$guess"
        [ "$status" = 64 ]
        [ ! -e "$answers" ]
    done
    run predict "$stub" --only 7
    [[ $status = 64 && $output == *"1 to 6"* ]]
    run predict "$stub" < <(printf 'read\nsoon\n')
    [[ $status = 64 && $output == *"question 1b"* ]]
    kept lab4-1 | grep -qx 'guess.call = "read"'
}

@test "a broken file is an error, and is left as it is" {
    echo '[lab4-1' >"$answers"
    run predict "$stub" --guess 3=2
    [[ $status = 64 && $output == *"answers.toml:1:"*"nothing was changed"* ]]
    [ "$(cat "$answers")" = '[lab4-1' ]
}

@test "a server that does not build, ends, or can't be started" {
    run predict "" --measure --own-absent "it does not compile"
    [[ $status = 3 && $output == *"it does not compile"* ]]
    run predict /bin/false --measure
    [[ $status = 3 && $output == *"ended before it listened"* ]]
}

choose() { "$PREDICT" --situations "$QUESTIONS/choose.toml" --answers "$answers" --compare "$COMPARE" --lab4 "$SERVER" --lab4-source starter/lab4 "$@"; }

@test "a choice is kept with its reason, and shown under its load beside the reading's" {
    COLUMNS=80 run choose --quick --only 1 < <(printf 'epoll_edge\nI know it\n')
    [ "$status" = 0 ]
    [[ $output == *"you take one thread, epoll (edge); the reading takes a thread for each"* && $output == *"you said: I know it"* ]]
    [[ $output == *"3 connections, all of them talk"*"> epoll, edge-triggered"*" *Lab 4"* ]]
    [[ $(LC_ALL=C.UTF-8 awk 'length > 80' <<<"$output" | grep -v µ) == "" ]]
    kept choose-1 | grep -qx 'guess.reason = "I know it"'
    kept choose-1 | grep -q 'measured.load = "CPU µs: your choice'
}

@test "a crash is played, and who goes on is counted" {
    run choose --quick --only 5 --guess 5a=lab4
    [ "$status" = 0 ]
    [[ $output == *"> a thread for each"*"0 of 3"*"processes, made in advance"*"3 of 3"* ]]
    nothing_is_left "$SERVER"
}

@test "asked, measured and shown at a terminal" {
    terminal
    type_in "clear; '$PREDICT' --lab 4 --questions '$QUESTIONS/lab4.toml' --answers '$answers' --own '$SERVER' --own-source starter/lab4 --only 3"
    sees 'System calls \(a number\):'
    type_in "a few"
    sees 'no number that can be compared'
    type_in 4
    sees 'you guessed 4, it is 2: 2 times less'
    sees 'Measured on starter/lab4; kept in'
    kept lab4-3 | grep -qx 'guess.calls = "4"'
}

@test "Ctrl-C keeps what was answered, and leaves no process" {
    terminal
    type_in "clear; '$PREDICT' --lab 4 --questions '$QUESTIONS/lab4.toml' --answers '$answers' --own '$SERVER' --own-source starter/lab4; echo left with \$?"
    sees 'The call that its thread sleeps in'
    type_in 1
    sees 'CPU time in a minute'
    type_in 0
    sees 'Enter: the next one'
    type_in ''
    sees 'Threads \(a number\)'
    mux send-keys -t screen C-c
    sees 'what you answered is kept in'
    sees 'left with 130'
    kept lab4-1 | grep -qx 'guess.cpu = "0"'
    nothing_is_left "$SERVER"
    # In the middle of a measurement, too.
    type_in "clear; '$PREDICT' --lab 4 --questions '$QUESTIONS/lab4.toml' --answers '$answers' --own '$SERVER' --own-source starter/lab4 --measure; echo left with \$?"
    sees 'question 2: measuring'
    mux send-keys -t screen C-c
    sees 'left with 130'
    nothing_is_left "$SERVER"
}

@test "where the own server does not serve, the reference is offered" {
    terminal
    type_in "clear; '$PREDICT' --lab 4 --questions '$QUESTIONS/lab4.toml' --answers '$answers' --own '$stub' --own-source starter/lab4 --reference '$SERVER' --reference-source solutions/lab4 --only 1"
    sees 'Measure on the reference instead\?'
    type_in y
    sees 'The call that its thread sleeps in'
    type_in ''
    sees 'CPU time in a minute'
    type_in ''
    sees 'Measured on solutions/lab4'
}
