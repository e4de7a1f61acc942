# shellcheck shell=bash
# Sourced by the grader of a push: whose turn it is. A ticket is a file in $host/queue that its owner keeps locked
# (flock(2)) while it waits and works. A lock ends with its process, however that ends: a ticket that can be locked is
# left over, and is removed. What runs comes first; then each student's oldest ticket, those of students who have waited
# longest since their last turn first: who pushes ten times keeps nobody waiting but themselves.
#     queue/TIME.STUDENT     a ticket, TIME in nanoseconds; once its commit is being graded, it says since when (seconds)
#     queue/served.STUDENT   when the student last had a turn
#     queue/durations        how many seconds the latest gradings took, a line each
#     queue/lock             held for a moment by who looks at the queue or changes it

ticket=""
readonly durations_kept=20

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

return_ticket() {
    [[ -z $ticket ]] || rm -f "$ticket"
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

# The mean of the latest gradings; 0 if there was none.
mean_duration() {
    local seconds sum=0 count=0
    if [[ -s $host/queue/durations ]]; then
        while read -r seconds; do sum=$((sum + seconds)) count=$((count + 1)); done <"$host/queue/durations"
    fi
    echo $((count > 0 ? sum / count : 0))
}

# For the estimates of those who wait: a grading took $1 seconds.
note_duration() { alone append_duration "$1"; }
append_duration() {
    { tail -n $((durations_kept - 1)) "$host/queue/durations" 2>/dev/null || true; echo "$1"; } >"$host/queue/durations.new"
    mv "$host/queue/durations.new" "$host/queue/durations"
}

# Prints how many tickets are before this one, how many of them are being graded, and for how many seconds all of them will
# be (0: nobody knows). With fewer than $1 before it, the turn begins. Only of those in its way is it asked whether their owners live.
try_to_begin() {
    local slots=$1 before=0 running=0 seconds=0 mean name began left
    mean=$(mean_duration)
    while read -r name; do
        [[ $name != "${ticket##*/}" ]] || break
        if ((before < slots)) && flock --nonblock "$host/queue/$name" true 2>/dev/null; then
            rm -f "$host/queue/$name"
            continue
        fi
        before=$((before + 1)) left=$mean
        # Its owner may be removing it now.
        if { read -r began <"$host/queue/$name"; } 2>/dev/null && [[ $began =~ ^[0-9]+$ ]]; then
            running=$((running + 1))
            left=$((mean - EPOCHSECONDS + began))
        fi
        seconds=$((seconds + (left > 0 ? left : 0)))
    done < <(turns)
    if ((before < slots)); then
        name=${ticket##*/}
        echo "$EPOCHSECONDS" >"$ticket"
        date +%s%N >"$host/queue/served.${name#*.}"
    fi
    echo "$before $running $((mean > 0 ? seconds / slots + 1 : 0))"
}

# Waits until this ticket is among the first $1, and says how many are before it whenever that changes. Whose they are is
# nobody's business.
wait_for_turn() {
    local slots=$1 before running seconds told=""
    while true; do
        read -r before running seconds < <(alone try_to_begin "$slots")
        ((before >= slots)) || return 0
        [[ $before == "$told" ]] || describe_wait "$before" "$running" "$seconds"
        told=$before
        sleep 1
    done
}

describe_wait() {
    local before=$1 running=$2 seconds=$3 about=""
    if ((seconds >= 60)); then
        about="; your turn comes in about $(((seconds + 30) / 60)) min"
    elif ((seconds > 0)); then
        about="; your turn comes in less than a minute"
    fi
    echo "waiting: $before $( ((before == 1)) && echo "push is" || echo "pushes are") before yours ($running being graded now)$about"
}
