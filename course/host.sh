#!/usr/bin/env bash
# ./lab host: a plain git server that grades. A directory holds it all:
#     host.conf                     key=value: root (of the course repository), build, grader, and what usage() lists
#     roster                        the students, a name a line, in the order in which they were added
#     template/                     what students start from, as ./lab export student makes it
#     repositories/STUDENT.git      bare; a push to it is graded by its post-receive hook
#     results/STUDENT/COMMIT/       result.json, report.txt, report.html, log, and received: when it was pushed;
#                                   of a verdict also score and labs: its points, and those of each lab (see host/results.sh)
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
# shellcheck source=course/host/repositories.sh
source "$root/course/host/repositories.sh"
# shellcheck source=course/host/instants.sh
source "$root/course/host/instants.sh"
# shellcheck source=course/host/results.sh
source "$root/course/host/results.sh"
# shellcheck source=course/host/scores.sh
source "$root/course/host/scores.sh"

usage() {
    cat <<'TEXT'
usage: ./lab host init DIR [--lab N] [--upstream URL]
                       make a host in DIR, or bring its template to this version of the course: students get it with
                       ./lab update. --lab N: with this lab only, until --lab all
       ./lab host add STUDENT...
                       a repository for each, with the template in it
       ./lab host scores [--until TIME [--zone ZONE]] [--lab N] [--roster FILE]
                       CSV: for each student the best commit that was pushed until then. TIME has a zone:
                       2026-12-01T23:59+01:00, 2026-12-01T22:59Z, or --zone Europe/Zurich; without seconds, its whole
                       minute counts. --lab N: the best in this lab. A lab in which a commit was not graded counts
                       with the student's best there. Students come in the order of FILE (a name a line), else in the
                       order in which they were added
       ./lab host grade STUDENT|--all [COMMIT] [--lab N]
                       grade again: a commit, else those that were never graded to the end; --all: everybody's. With
                       --lab N in this lab, whatever grade_options says, and without a COMMIT those that were never
                       graded in it. What is known of another lab stays
       ./lab host show STUDENT [COMMIT] [--lab N]
                       the last report, or that of a commit; with --lab N the last one of this lab

The host is the one made last with init, or IO_LABS_HOST, or --host DIR. Settings are in DIR/host.conf:
  branch=main        the branch whose pushes are graded
  slots=1            how many gradings run at once; one for each two cores is enough
  most_pushed=64m    how much a push may bring; git refuses a larger one (after a change: ./lab host init DIR)
  within=900         seconds that the grading of a push may take, whatever is in it; those behind it wait
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
    local directory="" export_options=()
    while (($# > 0)); do
        case $1 in
            --lab | --upstream)
                (($# > 1)) || stop "$exit_usage" "$1 wants a value"
                [[ $1 != --lab ]] || require_lab "$2" all
                export_options+=("$1" "$2")
                shift
                ;;
            -*) stop "$exit_usage" "host init has no option $1; it takes --lab N and --upstream URL" ;;
            *)
                [[ -z $directory ]] || stop "$exit_usage" "one host at a time: $directory or $1"
                directory=$1
                ;;
        esac
        shift
    done
    [[ -n $directory ]] || stop "$exit_usage" "where? ./lab host init DIR"
    [[ ! -e $directory || -d $directory ]] || stop "$exit_usage" "$directory is not a directory; name a new one"
    # A template alone is what an attempt left that could not go on.
    if [[ -d $directory && ! -f $directory/host.conf && ! -f $directory/template/$record && -n $(ls -A "$directory") ]]; then
        stop "$exit_usage" "$directory is not empty and holds no host; name a new directory"
    fi
    bash "$root/lab" setup
    bash "$root/course/export.sh" student "$directory/template" "${export_options[@]}"
    mkdir -p "$directory"/{repositories,results,queue} || stop "$exit_unfit" "can't make a host in $directory"
    host=$(cd "$directory" && pwd)
    # Where the grader is, the hook is told here and not by its environment, in which a student may have a say.
    [[ -f $host/host.conf ]] || printf '%s=%s\n' root "$root" build "${IO_LABS_BUILD:-}" grader "${IO_LABS_GRADER:-}" \
        branch main slots 1 most_pushed 64m within 900 grade_options "" >"$host/host.conf"
    mkdir -p "$root/build"
    echo "$host" >"$root/build/last-host"
    local repository status=0
    for repository in "$host"/repositories/*.git; do
        [[ -d $repository ]] || continue
        furnish "$repository" || {
            say "$repository could not be brought to this version; see above"
            status=$exit_unfit
        }
    done
    say "the host is in $host; add students with: ./lab host add STUDENT..."
    return "$status"
}

add() {
    refuse_options add "$@"
    (($# > 0)) || stop "$exit_usage" "whom? ./lab host add STUDENT..."
    local student
    for student in "$@"; do require_student_name "$student"; done
    find_host
    [[ $(setting branch main) != "$course_branch" ]] || stop "$exit_usage" "branch=$course_branch in $host/host.conf: that branch is the course's own; choose another"
    for student in "$@"; do
        if [[ -e $(repository_of "$student") ]]; then
            say "$student has a repository already: $(repository_of "$student")"
        else
            make_repository "$student"
            mkdir -p "$host/results/$student"
            echo "$student" >>"$host/roster"
            say "$student: git clone $(repository_of "$student")"
        fi
    done
}

grade_again() {
    local lab="" words=()
    take_lab grade "$@"
    set -- "${words[@]}"
    (($# > 0 && $# < 3)) || stop "$exit_usage" "whose? ./lab host grade STUDENT [COMMIT] [--lab N], or --all"
    local student=$1 commit=${2:-} status=0
    if [[ $student == --all ]]; then
        [[ -z $commit ]] || stop "$exit_usage" "--all takes no commit, not \"$commit\""
        find_host
        while IFS= read -r student; do
            [[ -z $student ]] || grade_student "$student" "" "$lab" || status=$?
        done < <(students_in_order "")
        return "$status"
    fi
    require_student_name "$student"
    find_host
    grade_student "$student" "$commit" "$lab"
}

# A commit of a student's; without one, those that have no verdict in lab $3, or none at all.
grade_student() {
    local student=$1 commit=$2 lab=$3 repository directory any=no status=0
    repository=$(repository_of "$student")
    [[ -d $repository ]] || stop "$exit_usage" "there is no student $student here; ./lab host add $student makes one"
    require_repository "$repository"
    if [[ -n $commit ]]; then
        commit=$(git -C "$repository" rev-parse --verify --quiet "$commit^{commit}") || stop "$exit_usage" "$student has no commit $2"
        bash "$root/course/host/grade_push.sh" "$host" "$student" "$commit" "$lab"
        return
    fi
    for directory in "$host/results/$student"/*/; do
        if [[ ! -f $directory/received ]] || has_verdict "$directory" "$lab"; then continue; fi
        any=yes
        bash "$root/course/host/grade_push.sh" "$host" "$student" "$(basename "$directory")" "$lab" || {
            say "$(basename "$directory") could not be graded to the end"
            status=$exit_unfit
        }
    done
    [[ $any == yes ]] || say "every commit of $student has been graded to the end${lab:+ in lab $lab}"
    return "$status"
}

show() {
    local lab="" words=()
    take_lab show "$@"
    set -- "${words[@]}"
    (($# > 0 && $# < 3)) || stop "$exit_usage" "whose? ./lab host show STUDENT [COMMIT] [--lab N]"
    local student=$1 commit=${2:-}
    require_student_name "$student"
    [[ $commit =~ ^[0-9a-f]*$ ]] || stop "$exit_usage" "\"$commit\" is no commit; show takes its hash, or the beginning of it"
    find_host
    [[ -d $(repository_of "$student") ]] || stop "$exit_usage" "there is no student $student here; ./lab host add $student makes one"
    local name=report.txt
    [[ -z $lab ]] || name=lab$lab.txt
    local reports=("$host/results/$student/$commit"*/"$name") report
    [[ -f ${reports[0]} ]] || stop "$exit_usage" "there is no report of $student${commit:+ for commit $commit}${lab:+ in lab $lab}"
    local latest=${reports[0]}
    for report in "${reports[@]}"; do [[ ! $report -nt $latest ]] || latest=$report; done
    cat "$latest"
}

# Takes --lab N out of the words $2… of verb $1: sets `lab` and `words`, which are the caller's.
take_lab() {
    local verb=$1
    shift
    while (($# > 0)); do
        case $1 in
            --lab)
                (($# > 1)) || stop "$exit_usage" "--lab wants a value"
                require_lab "$2"
                lab=$2
                shift
                ;;
            *)
                [[ "$verb $1" == "grade --all" ]] || refuse_options "$verb" "$1"
                words+=("$1")
                ;;
        esac
        shift
    done
}

refuse_options() {
    local verb=$1 word
    shift
    for word in "$@"; do [[ $word != -* ]] || stop "$exit_usage" "host $verb has no option $word; \`./lab host --help\` shows how it is used"; done
}

chosen_host=""
words=()
while (($# > 0)); do
    case $1 in
        --host)
            [[ -n ${2:-} && $2 != -* ]] || stop "$exit_usage" "--host wants the directory of a host"
            chosen_host=$2
            shift
            ;;
        --help | -h)
            usage
            exit 0
            ;;
        *) words+=("$1") ;;
    esac
    shift
done
verb=${words[0]:-help}
case $verb in
    init) init "${words[@]:1}" ;;
    add) add "${words[@]:1}" ;;
    scores) scores "${words[@]:1}" ;;
    grade) grade_again "${words[@]:1}" ;;
    show) show "${words[@]:1}" ;;
    help) usage ;;
    *) stop "$exit_usage" "host has no \"$verb\"; there are init, add, scores, grade and show" ;;
esac
