# The live screen of `./lab observe`, driven by keys in a terminal of tmux. OBSERVE and MODEL are programs.
# shellcheck disable=SC2154  # set by the test's environment

setup() {
    command -v tmux >/dev/null || skip "tmux is not installed"
    socket=observe-$BATS_TEST_NUMBER-$$
    dir=$(mktemp -d)
    # A shell without a prompt of its own, in which the observer runs and comes back to.
    mux new-session -d -x 80 -y 24 -s screen "PS1='ready ' bash --norc -i"
    type_in "tty_before=\$(stty -g)"
}

teardown() {
    [[ -z ${socket:-} ]] || mux kill-server 2>/dev/null || true
    rm -rf "${dir:-}"
}

mux() { tmux -L "$socket" "$@"; }
type_in() { mux send-keys -t screen "$1" Enter; }
key() { mux send-keys -t screen "$@"; }
shown() { mux capture-pane -p -t screen; }

# Until the screen has words that match $1.
sees() {
    local try
    for ((try = 0; try < 150; ++try)); do
        shown | grep -qE "$1" && return 0
        sleep 0.2
    done
    echo "never seen: $1" >&2
    shown >&2
    return 1
}

observe() { type_in "clear; '$OBSERVE' $1; echo left with \$?, \$([[ \$(stty -g) = \"\$tty_before\" ]] && echo same terminal)"; }

server_of_screen() { shown | sed -nE 's/.* process ([0-9]+) .*/\1/p' | head -n 1; }

gone() {
    local try
    [ -n "$1" ] || return 1
    for ((try = 0; try < 50; ++try)); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

@test "keys change the clients, and quitting ends the server" {
    observe "-- '$MODEL' --port 0"
    sees "model: epoll, edge-triggered, one loop"
    sees "clients: 8 talk"
    server=$(server_of_screen)
    key + + s n
    sees "clients: 10 talk, 1 silent, 1 never reads"
    key - S n
    sees "clients: 9 talk, 0 silent, 20"
    key p
    sees "paused"
    key p h
    sees "Any key goes back"
    key x r
    sees "one client came and was reset"
    key q
    sees "left with 0, same terminal"
    gone "$server"
}

@test "trace on and off" {
    observe "-- '$MODEL' --port 0"
    sees "system calls: not traced"
    key t
    sees "recvfrom +[0-9]+ +[0-9.]+"
    key t
    sees "system calls: not traced"
    key q
    sees "left with 0"
}

@test "another size, down to a very small one" {
    observe "-- '$MODEL' --port 0"
    sees "clients: 8 talk"
    mux resize-window -t screen -x 140 -y 40
    sees "h help   q quit"
    mux resize-window -t screen -x 12 -y 3
    sleep 1
    mux resize-window -t screen -x 80 -y 24
    sees "clients: 8 talk"
    key q
    sees "left with 0"
}

@test "Ctrl-C, and a crash" {
    observe "-- '$MODEL' --port 0"
    sees "clients: 8 talk"
    server=$(server_of_screen)
    key C-c
    sees "left with 0, same terminal"
    gone "$server"
    observe "-- '$MODEL' --port 0"
    sees "clients: 8 talk"
    server=$(server_of_screen)
    kill -SEGV "$(pgrep -f -- "^$OBSERVE -- $MODEL" | head -n 1)"
    sees "left with 139, same terminal"
    gone "$server"
}

@test "a server that ends takes the screen with it" {
    observe "-- '$MODEL' --port 0"
    sees "clients: 8 talk"
    kill -KILL "$(server_of_screen)"
    sees "the server has ended"
    sees "left with 3, same terminal"
}
