#!/usr/bin/env bash
# ./lab host: a plain git server that grades. A directory holds it all:
#     host.conf                     key=value: root (of the course repository), build, grader, and what usage() lists
#     template/                     what students start from, as ./lab export student makes it
#     repositories/STUDENT.git      bare; a push to it is graded by its post-receive hook
#     results/STUDENT/COMMIT/       result.json, report.txt, report.html, log, and received: when it was pushed
#     queue/                        who waits (see host/queue.sh)
# How students reach the repositories (ssh with git-shell, git daemon, smart HTTP, a shared disk) is git's business.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/host/settings.sh
source "$root/course/host/settings.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

usage() {
    cat <<'TEXT'
usage: ./lab host init DIR [--upstream URL]   make a host in DIR, or bring its template to this version of the course
       ./lab host add STUDENT...              a repository for each, with the template in it
       ./lab host scores [--until TIME]       CSV: for each student the best commit that was pushed until then
       ./lab host grade STUDENT [COMMIT]      grade again: a commit, else those that were never graded to the end
       ./lab host show STUDENT [COMMIT]       the last report, or that of a commit

The host is the one made last with init, or IO_LABS_HOST, or --host DIR. Settings are in DIR/host.conf:
  branch=main        the branch whose pushes are graded
  slots=1            how many gradings run at once; one for each two cores is enough
  most_pushed=64m    how much a push may bring; git refuses a larger one (after a change: ./lab host init DIR)
  grade_options=     further options of ./lab grade, such as --lab 4 while only that lab is open
TEXT
}

# The user's answers to "which host?", the most explicit one first.
find_host() {
    local found=${chosen_host:-${IO_LABS_HOST:-}}
    [[ -n $found ]] || found=$(cat "$root/build/last-host" 2>/dev/null || true)
    [[ -n $found ]] || stop "$exit_usage" "which host? make one with ./lab host init DIR, or name it with --host DIR"
    [[ -f $found/host.conf ]] || stop "$exit_usage" "$found is no host: it has no host.conf; make one with ./lab host init DIR"
    host=$(cd "$found" && pwd)
}

init() {
    local directory=$1
    shift
    if [[ -e $directory && ! -f $directory/host.conf && -n $(ls -A "$directory" 2>/dev/null) ]]; then
        stop "$exit_usage" "$directory is not empty and holds no host; name a new directory"
    fi
    mkdir -p "$directory"/{repositories,results,queue} || stop "$exit_unfit" "can't make $directory"
    host=$(cd "$directory" && pwd)
    # Where the grader is, the hook is told here and not by its environment, in which a student may have a say.
    [[ -f $host/host.conf ]] || printf '%s=%s\n' root "$root" build "${IO_LABS_BUILD:-}" grader "${IO_LABS_GRADER:-}" \
        branch main slots 1 most_pushed 64m grade_options "" >"$host/host.conf"
    "$root/course/export.sh" student "$host/template" "$@"
    "$root/lab" setup
    mkdir -p "$root/build"
    echo "$host" >"$root/build/last-host"
    # Repositories that exist get the new template beside their own branches: what is compared with it is reported.
    local repository
    for repository in "$host"/repositories/*.git; do
        [[ -d $repository ]] || continue
        protect "$repository"
        give_template "$repository" || say "$repository did not get the template; see above"
    done
    say "the host is in $host; add students with: ./lab host add STUDENT..."
}

give_template() {
    git -C "$1" fetch --quiet --no-tags "$host/template" "+HEAD:refs/course/$(recorded "$host/template" version)"
}

# What git refuses in a push to a repository.
protect() {
    # Objects that are not well-formed (paths with .. in them) could fool what reads them later, and so could refs that
    # are the course's or that let one object stand for another.
    git -C "$1" config receive.fsckObjects true
    git -C "$1" config --replace-all receive.hideRefs refs/course
    git -C "$1" config --add receive.hideRefs refs/replace
    # One student's videos must not fill everybody's disk.
    git -C "$1" config receive.maxInputSize "$(setting most_pushed 64m)"
}

add() {
    find_host
    (($# > 0)) || stop "$exit_usage" "whom? ./lab host add STUDENT..."
    local student repository
    for student in "$@"; do
        require_student_name "$student"
        repository=$host/repositories/$student.git
        if [[ -e $repository ]]; then
            say "$student has a repository already: $repository"
            continue
        fi
        # Made aside and moved into its place when it is complete: nobody clones half of it.
        local fresh=$host/repositories/.new.$student.$$
        git init --quiet --bare -b "$(setting branch main)" "$fresh"
        git -C "$fresh" fetch --quiet --no-tags "$host/template" "HEAD:refs/heads/$(setting branch main)"
        give_template "$fresh"
        git -C "$fresh" config http.receivepack true
        protect "$fresh"
        # The hook asks host.conf where the course is, so that the course can move.
        # shellcheck disable=SC2016  # the hook's own variables
        printf '#!/bin/sh\nhost=$(cd ../.. && pwd)\nexec "$(sed -n s/^root=//p "$host/host.conf")/course/host/post_receive.sh" "$host"\n' >"$fresh/hooks/post-receive"
        chmod +x "$fresh/hooks/post-receive"
        mv "$fresh" "$repository"
        mkdir -p "$host/results/$student"
        say "$student: git clone $repository"
    done
}

# One line of CSV a student: what counts is the best of the commits that arrived in time.
scores() {
    local until=""
    if [[ ${1:-} == --until ]]; then
        until=$(date --date="${2:?--until wants a time}" +%s) || stop "$exit_usage" "--until takes a time such as 2026-12-01T23:59, not \"$2\""
    elif (($# > 0)); then
        stop "$exit_usage" "scores takes --until TIME or nothing, not \"$1\""
    fi
    find_host
    echo "student,points,of,received,commit,status"
    local repository student
    for repository in "$host"/repositories/*.git; do
        [[ -d $repository ]] || continue
        student=$(basename "$repository" .git)
        best_of "$student" "$until"
    done
}

best_of() {
    local student=$1 until=$2 best="" best_points=-1 directory received points of status
    for directory in "$host/results/$student"/*/; do
        [[ -s $directory/received && -s $directory/score ]] || continue
        received=$(cat "$directory/received")
        [[ -z $until ]] || (($(date --date="$received" +%s) <= until)) || continue
        read -r points of status <"$directory/score" || continue
        if ((points > best_points)); then
            best_points=$points
            best="$student,$points,$of,$received,$(basename "$directory"),$status"
        fi
    done
    echo "${best:-$student,0,,,,nothing graded}"
}

grade_again() {
    find_host
    local student=${1:-} commit=${2:-} directory
    require_student_name "$student"
    local repository=$host/repositories/$student.git
    [[ -d $repository ]] || stop "$exit_usage" "there is no student $student here"
    if [[ -n $commit ]]; then
        commit=$(git -C "$repository" rev-parse --verify --quiet "$commit^{commit}") || stop "$exit_usage" "$student has no commit $2"
        "$root/course/host/grade_push.sh" "$host" "$student" "$commit"
        return
    fi
    local any=no
    for directory in "$host/results/$student"/*/; do
        [[ -f $directory/received && ! -s $directory/score ]] || continue
        any=yes
        "$root/course/host/grade_push.sh" "$host" "$student" "$(basename "$directory")" ||
            say "$(basename "$directory") could not be graded to the end"
    done
    [[ $any == yes ]] || say "every commit of $student has been graded to the end"
}

show() {
    find_host
    local student=${1:-} commit=${2:-} directory=""
    require_student_name "$student"
    if [[ -n $commit ]]; then
        directory=$(find "$host/results/$student" -maxdepth 1 -name "$commit*" -type d 2>/dev/null | head -n 1)
    else
        directory=$(find "$host/results/$student" -mindepth 2 -maxdepth 2 -name report.txt -printf '%T@ %h\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-)
    fi
    [[ -n $directory && -f $directory/report.txt ]] || stop "$exit_usage" "there is no report of $student${commit:+ for commit $commit}"
    cat "$directory/report.txt"
}

chosen_host=""
words=()
while (($# > 0)); do
    if [[ $1 == --host ]]; then
        chosen_host=${2:?--host wants a directory}
        shift
    else
        words+=("$1")
    fi
    shift
done
verb=${words[0]:-help}
case $verb in
    init)
        [[ -n ${words[1]:-} && ${words[1]} != -* ]] || stop "$exit_usage" "where? ./lab host init DIR"
        init "${words[@]:1}"
        ;;
    add) add "${words[@]:1}" ;;
    scores) scores "${words[@]:1}" ;;
    grade) grade_again "${words[@]:1}" ;;
    show) show "${words[@]:1}" ;;
    help | --help | -h) usage ;;
    *) stop "$exit_usage" "host has no \"$verb\"; \`./lab host --help\` lists what there is" ;;
esac
