#!/usr/bin/env bash
# The steps of a GitHub workflow that grades. Results are kept in results/ of the working directory (or in
# IO_LABS_RESULTS), early and after each check, so that `report` has something to say after a time-out, too.
#   build             what the grader needs, and the grader
#   grade REPOSITORY [OPTIONS]  the labs of a student's clone; succeeds whatever the score. OPTIONS go to ./lab grade; it is
#                     done within IO_LABS_WITHIN seconds (480: less than what the workflows give this step)
#   report            log, annotations, job summary, and the step output `result` for the Classroom reporter
#   verdict           green or red: succeeds if all checks passed
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
results=${IO_LABS_RESULTS:-$PWD/results}

build() {
    # A student may have committed results.
    rm -rf "$results"
    # Everything fetched is as new as this run, and would be compiled again although the restored build has the same:
    # the cache's key is a hash of the sources, so their times say nothing here.
    find "$root" -path "$root/build" -prune -o -path "$root/.git" -prune -o -type f -exec touch --date=2000-01-01 {} +
    bash "$root/lab" setup
}

grade() {
    local repository=${1:?grade takes the directory of a clone} status=0 time=()
    shift
    [[ " $* " == *" --within"[\ =]* ]] || time=(--within "${IO_LABS_WITHIN:-480}")
    mkdir -p "$results"
    bash "$root/lab" grade "$repository" --student "${GITHUB_REPOSITORY:-$repository}" --progress "${time[@]}" --hints course --bonus "$@" --json "$results/result.json" \
        --report html="$results/report.html" --report markdown="$results/summary.md" \
        --report github="$results/log.txt" --report classroom-base64="$results/classroom.txt" \
        >/dev/null || status=$?
    # 0 to 3 are verdicts; anything else means that there is none.
    ((status <= 3)) || exit "$status"
    echo "$status" >"$results/status"
}

report() {
    if [[ ! -f $results/result.json ]]; then
        echo "::error title=Not graded::The grading did not begin; the steps above say why. No points are lost: run it again."
        exit 1
    fi
    cat "$results/log.txt"
    cat "$results/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
    printf 'result=%s\n' "$(cat "$results/classroom.txt")" >>"${GITHUB_OUTPUT:-/dev/null}"
}

verdict() {
    [[ -f $results/status ]] || { echo "not graded to the end" && exit 1; }
    case $(cat "$results/status") in
        0) echo "all checks passed" ;;
        1) echo "some checks failed; the steps above and the run's summary explain them" && exit 1 ;;
        2) echo "nothing could be checked in a lab: it is not there as it should be, does not compile or does not start; the steps above say why" && exit 1 ;;
        *) echo "some checks could not be decided on this machine; run it again" && exit 1 ;;
    esac
}

case ${1:-} in
    build | grade | report | verdict) "$@" ;;
    *)
        echo "usage: bash course/github/grade.sh build | grade REPOSITORY | report | verdict" >&2
        exit 64
        ;;
esac
