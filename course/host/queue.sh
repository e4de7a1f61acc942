# shellcheck shell=bash
# Sourced by the grader of a push: whose turn it is. A ticket is a file in $host/queue that its owner keeps locked
# (flock(2)) while it waits and works. A lock ends with its process, however that ends: a ticket that can be locked is
# left over, and is removed. What runs comes first; then each student's oldest ticket, those of students who have waited
# longest since their last turn first: who pushes ten times keeps nobody waiting but themselves.
#     queue/TIME.STUDENT     a ticket, TIME in nanoseconds; not empty: its commit is being graded
#     queue/work.TICKET/     what its owner has taken out of the repository; goes when the ticket goes
#     queue/served.STUDENT   when the student last had a turn
#     queue/lock             held for a moment by who looks at the queue or changes it

ticket=""

# Runs a function while nobody else looks at the queue.
alone() {
    (
        flock 7
        "$@"
    ) 7>"${host:?}/queue/lock"
}

# Descriptor 8 is the ticket's lock.
take_ticket() {
    ticket=$host/queue/$(date +%s%N).$1
    exec 8>"$ticket.new"
    flock 8
    # Only now may others see it: unlocked, they would take it for a left-over.
    mv "$ticket.new" "$ticket"
}

# A directory for what is graded.
make_work_directory() {
    mkdir "${ticket%/*}/work.${ticket##*/}"
    echo "${ticket%/*}/work.${ticket##*/}"
}

# Removes a ticket, by its name, and what belongs to it.
remove_ticket() {
    rm -rf "$host/queue/work.$1"
    rm -f "$host/queue/$1"
}

return_ticket() {
    [[ -z $ticket ]] || remove_ticket "${ticket##*/}"
    exec 8>&-
}

# The tickets in the order of their turns; no program is started for a ticket, because everybody who waits asks each second.
turns() {
    local file name who served
    declare -A place=()
    for file in "$host"/queue/[0-9]*; do
        [[ -e $file && $file != *.new ]] || continue
        name=${file##*/}
        if [[ -s $file ]]; then
            echo "0 0 0 $name"
            continue
        fi
        who=${name#*.}
        served=0
        [[ ! -s $host/queue/served.$who ]] || read -r served <"$host/queue/served.$who" || true
        place[$who]=$((${place[$who]:-0} + 1))
        echo "${place[$who]} $served ${name%%.*} $name"
    done | sort -n -k1,1 -k2,2 -k3,3 | cut -d' ' -f4
}

# How many tickets are before this one; with fewer than $1, the turn begins. Only of those in its way is it asked whether
# their owners live.
try_to_begin() {
    local slots=$1 before=0 name
    while read -r name; do
        [[ $name != "${ticket##*/}" ]] || break
        if ((before < slots)) && flock --nonblock "$host/queue/$name" true 2>/dev/null; then
            remove_ticket "$name"
        else
            before=$((before + 1))
        fi
    done < <(turns)
    if ((before < slots)); then
        name=${ticket##*/}
        echo running >"$ticket"
        date +%s%N >"$host/queue/served.${name#*.}"
    fi
    echo "$before"
}

# Waits until this ticket is among the first $1, and says how many are before it whenever that changes.
wait_for_turn() {
    local slots=$1 before told=""
    while true; do
        before=$(alone try_to_begin "$slots")
        ((before >= slots)) || return 0
        [[ $before == "$told" ]] || echo "waiting; before this commit in the queue: $before"
        told=$before
        sleep 1
    done
}
