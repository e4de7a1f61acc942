# shellcheck shell=bash
# Sourced by what reads or writes the results of a commit, $host/results/STUDENT/COMMIT/: what each lab's verdict is there. A
# grading may have been of one lab only (--lab N in grade_options, or ./lab host grade --lab N). What it does not speak of
# stays as it was:
#     labs          "lab4 93 100 failed", a line each, and "all …" for their sum
#     labN.json     the result document that lab N's line is of
#     labN.txt      and its report

# The worst of the statuses $@, as a result document has it for all its labs.
worst_status() {
    local status
    for status in not-built not-started failed inconclusive; do
        [[ " $* " != *" $status "* ]] || { echo "$status" && return; }
    done
    echo passed
}

# The verdicts of file $1, and those of file $2 about labs that $1 does not speak of; first their sum.
merged_labs() {
    local lab points of status sum=0 sum_of=0 statuses=()
    declare -A line=()
    while read -r lab points of status; do
        [[ $lab =~ ^lab[0-9]+$ && -z ${line[$lab]:-} ]] || continue
        line[$lab]="$points $of $status"
        sum=$((sum + points)) sum_of=$((sum_of + of))
        statuses+=("$status")
    done < <(cat "$1"; [[ ! -f $2 ]] || cat "$2")
    echo "all $sum $sum_of $(worst_status "${statuses[@]}")"
    for lab in "${!line[@]}"; do echo "$lab ${line[$lab]}"; done | LC_ALL=C sort
}

# Takes over what a grading in directory $1 has left there: labs.new and score.new, beside result.json and report.txt.
keep_verdicts() {
    local directory=$1 lab
    while read -r lab _; do
        [[ $lab =~ ^lab[0-9]+$ ]] || continue
        cp "$directory/result.json" "$directory/$lab.json"
        cp "$directory/report.txt" "$directory/$lab.txt"
    done <"$directory/labs.new"
    merged_labs "$directory/labs.new" "$directory/labs" >"$directory/labs.merged"
    mv "$directory/labs.merged" "$directory/labs"
    sed -n 's/^all //p' "$directory/labs" >"$directory/score.merged"
    mv "$directory/score.merged" "$directory/score"
    rm -f "$directory"/{labs,score}.new
}

# Whether the commit in directory $1 has a verdict: in lab $2, or at all. A result from before there were points of a lab counts
# for all.
has_verdict() {
    [[ -s $1/score ]] || return
    [[ -z $2 || ! -s $1/labs ]] || grep -q "^lab$2 " "$1/labs"
}

# The words $2… (options of ./lab grade) with lab $1 instead of the one that they name.
options_for_lab() {
    local lab=$1
    shift
    while (($# > 0)); do
        case $1 in
            --lab) (($# < 2)) || shift ;;
            --lab=*) ;;
            *) echo "$1" ;;
        esac
        shift
    done
    printf '%s\n' --lab "$lab"
}
