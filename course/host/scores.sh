# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced by host.sh: ./lab host scores, one line of CSV a student. What counts is the best of the commits that arrived in
# time, in all or in one lab; of equals, the first. A commit that was graded in some labs only has in the others what the
# student's best commit in time has there. Names and words have nothing that CSV would quote.

scores() {
    local until="" zone="" until_text="" only="" roster="" student
    while (($# > 0)); do
        case $1 in
            --until | --zone | --lab | --roster)
                [[ -n ${2:-} && $2 != -* ]] || stop "$exit_usage" "$1 wants a value$([[ $1 != --until ]] || echo ', such as 2026-12-01T23:59+01:00')"
                case $1 in
                    --until) until_text=$2 ;;
                    --zone) zone=$2 && require_zone "$zone" ;;
                    --lab) only=$2 && require_lab "$only" ;;
                    --roster) roster=$2 && require_roster "$roster" ;;
                esac
                shift
                ;;
            *) stop "$exit_usage" "scores takes --until TIME, --zone ZONE, --lab N and --roster FILE, not \"$1\"" ;;
        esac
        shift
    done
    [[ -z $zone || -n $until_text ]] || stop "$exit_usage" "--zone belongs to --until TIME"
    find_host
    if [[ -n $until_text ]]; then until=$(last_second_of "$until_text" "$zone" --until); fi
    # Before the first line: a name in the roster may be none.
    roster=$(students_in_order "$roster")
    echo "student,$(lab_names "$only" | tr '\n' ,)points,of,received,commit,status"
    while IFS= read -r student; do
        [[ -z $student ]] || line_of "$student" "$until" "$only"
    done <<<"$roster"
}

require_roster() {
    [[ -f $1 && -r $1 ]] || stop "$exit_usage" "--roster takes a file with a student's name a line; $1 is none that can be read"
}

lab_names() { (if [[ -n $1 ]]; then echo "$1"; else labs_here; fi) | sed 's/^/lab/'; }

# The names in file $1, else those of the host's roster and then of those repositories that it does not name.
students_in_order() {
    local name
    declare -A listed=()
    if [[ -n $1 ]]; then
        while IFS= read -r name || [[ -n $name ]]; do
            name=${name%$'\r'}
            [[ -n $name && -z ${listed[$name]:-} ]] || continue
            require_student_name "$name"
            listed[$name]=yes
            echo "$name"
        done <"$1"
        return
    fi
    { [[ ! -f $host/roster ]] || cat "$host/roster"; } | { cat; find "$host/repositories" -mindepth 1 -maxdepth 1 -name '[!.]*.git' -printf '%f\n' | sed 's/\.git$//' | LC_ALL=C sort; } |
        while IFS= read -r name; do
            [[ -z ${listed[$name]:-} && -d $(repository_of "$name") ]] || continue
            listed[$name]=yes
            echo "$name"
        done
}

# The student's best commit that had arrived at $until, in lab $only or in all.
line_of() {
    local student=$1 until=$2 only=$3 directory received points of status best="" best_points=-1 best_received="" open=0 elsewhere=0
    local in_time=()
    declare -A in_lab=() best_in=()
    for directory in "$host/results/$student"/*/; do
        [[ -s $directory/received ]] || continue
        read -r received <"$directory/received"
        # Both are UTC and of one form, so that their letters tell which is later.
        [[ -z $until || ! $received > $until ]] || continue
        [[ -s $directory/score ]] || { open=$((open + 1)) && continue; }
        in_time+=("$directory")
        note_best_in_labs "$directory"
    done
    for directory in "${in_time[@]}"; do
        read -r received <"$directory/received"
        has_verdict "$directory" "$only" || elsewhere=$((elsewhere + 1))
        read_points "$directory" "$only" || continue
        if ((points > best_points)) || { ((points == best_points)) && [[ $received < $best_received ]]; }; then
            best_points=$points best_received=$received
            best=$(lab_columns "$only")$points,$of,$received,$(basename "$directory"),$status
        fi
    done
    ((open == 0)) || say "$student: interrupted gradings: $open; ./lab host grade $student does them again"
    ((elsewhere == 0)) || say "$student: commits that were not graded in lab $only: $elsewhere; ./lab host grade $student --lab $only does it"
    [[ -n $best ]] || best=$(in_lab=() && lab_columns "$only")0,,,,$([[ -d $(repository_of "$student") ]] && echo "nothing graded" || echo "no repository")
    echo "$student,$best"
}

# What a result says: $points, $of and $status, of lab $2 or in all, and the points in each lab. (A result from before there were
# points of a lab has only those in all.)
read_points() {
    local lab lab_points lab_of lab_status
    read -r points of status <"$1/score"
    in_lab=()
    if [[ ! -s $1/labs ]]; then
        [[ -z $2 ]]
        return
    fi
    while read -r lab lab_points lab_of lab_status; do
        in_lab[$lab]=$lab_points
        [[ $lab != "lab$2" ]] || { points=$lab_points of=$lab_of status=$lab_status; }
    done <"$1/labs"
    if [[ -n $2 ]]; then
        [[ -n ${in_lab[lab$2]:-} ]]
        return
    fi
    add_other_labs
}

# The best verdict of the student's in each lab until now, of equals the first that is met: all are as good.
note_best_in_labs() {
    local lab points of status known
    [[ -s $1/labs ]] || return 0
    while read -r lab points of status; do
        [[ $lab != all ]] || continue
        read -r known _ <<<"${best_in[$lab]:--1}"
        ((points <= known)) || best_in[$lab]="$points $of $status"
    done <"$1/labs"
}

# What the commit was not graded in.
add_other_labs() {
    local lab lab_points lab_of lab_status
    for lab in "${!best_in[@]}"; do
        [[ -z ${in_lab[$lab]:-} ]] || continue
        read -r lab_points lab_of lab_status <<<"${best_in[$lab]}"
        in_lab[$lab]=$lab_points
        points=$((points + lab_points)) of=$((of + lab_of))
        status=$(worst_status "$status" "$lab_status")
    done
}

lab_columns() {
    local lab
    for lab in $(lab_names "$1"); do printf '%s,' "${in_lab[$lab]:-}"; done
}
