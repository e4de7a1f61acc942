# shellcheck shell=bash
# Sourced by `lab`: a long command runs, and a person sees how far it is. On a terminal that is one line,
#     [57/140] #############-------------------- 1:23  client.cpp
# elsewhere (in a log) a line now and then. All that the command printed is kept in a file; if it fails, what went wrong
# is shown.

seconds_between_lines=15

# Reads a line of ninja or apt-get: sets `part` to how far it is ("57/140", "45%"), `share` to the same in percent, and
# `what` to what it does. Another line is only what is done; an end is not known then.
read_progress() {
    local line=$1
    # Before the first step of a build; its numbers are not the build's.
    [[ $line != *"Re-checking globbed directories"* ]] || return 0
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*)$ ]]; then
        part=${BASH_REMATCH[1]}/${BASH_REMATCH[2]}
        share=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
        what=${BASH_REMATCH[3]##*[ /]}
        what=${what%.o}
    elif [[ $line =~ ^(dl|pm)status:[^:]*:([0-9]+)[0-9.]*:(.*)$ ]]; then
        part=${BASH_REMATCH[2]}%
        share=${BASH_REMATCH[2]}
        what=${BASH_REMATCH[3]}
    elif [[ -z $part && -n $line ]]; then
        what=$line
    fi
}

columns() {
    local size
    size=$(stty size <&2 2>/dev/null) && [[ ${size#* } -gt 0 ]] && echo "${size#* }" || echo 80
}

# The line for a terminal of $1 columns: never longer.
progress_line() {
    local width=$1 elapsed=$2 line bar bar_width=$(($1 / 3))
    printf -v elapsed '%d:%02d' $((elapsed / 60)) $((elapsed % 60))
    line="$elapsed  $what"
    if [[ -n $part ]]; then
        printf -v bar '%*s' $((bar_width * share / 100)) ""
        bar=${bar// /#}
        while ((${#bar} < bar_width)); do bar+=-; done
        line="[$part] $bar $line"
    fi
    echo "${line:0:width-1}"
}

# Shows the progress of what standard input says.
show_progress() {
    local line="" piece part="" share=0 what="" begin=$SECONDS shown=$SECONDS width status terminal=no
    [[ -t 2 ]] && terminal=yes && width=$(columns)
    while true; do
        status=0
        # A second without a line: the time goes on, and a window may have been made narrower.
        IFS= read -r -t 1 piece || status=$?
        line+=$piece
        ((status == 0 || status > 128)) || break
        if ((status == 0)); then
            read_progress "$line"
            line=""
        elif [[ $terminal == yes ]]; then
            width=$(columns)
        fi
        if [[ $terminal == yes ]]; then
            printf '\r\033[K%s' "$(progress_line "$width" $((SECONDS - begin)))" >&2
        elif ((SECONDS - shown >= seconds_between_lines)); then
            shown=$SECONDS
            say "${part:+[$part] }$what ($((SECONDS - begin)) s)"
        fi
    done
    [[ $terminal == no ]] || printf '\r\033[K' >&2
}

# What went wrong, of a log: what the first step that failed printed, else the end.
errors_of() {
    if grep -q '^FAILED: ' "$1"; then
        sed -n '/^FAILED: /,$p' "$1" | head -n 30
    else
        grep -vE '^(dl|pm)status:' "$1" | tail -n 20
    fi
}

# Runs a command with its output in file $1 and its progress on standard error.
run_logged() {
    local log=$1
    shift
    "$@" 2>&1 </dev/null | tee "$log" | show_progress && return 0
    errors_of "$log" >&2
    return 1
}
