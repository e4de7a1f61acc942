#!/usr/bin/env bash
# The post-receive hook of a student's repository: has each pushed commit graded and shows how it goes; git sends what
# is printed here back to the student as lines that begin with "remote:". The push has been accepted before this
# begins, and the grading goes on to its end in a session of its own even if the student hangs up.
# Standard input: OLD NEW REF, a line each (githooks(5)). Runs in the bare repository.
set -euo pipefail
host=$1
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/host/settings.sh
source "$root/course/host/settings.sh"
student=$(basename "$PWD" .git)
branch=$(setting branch main)

# What the grading says until it ends, as it says it.
follow() {
    local results=$1 worker=$2
    tail --quiet --lines=+1 --follow --sleep-interval=0.2 --pid="$worker" "$results/log" 2>/dev/null || true
}

keep_results() {
    mkdir -p "$1" && : >"$1/log" && { [[ -s $1/received ]] || date --utc +%Y-%m-%dT%H:%M:%SZ >"$1/received"; }
}

grade_commit() {
    local commit=$1 results=$host/results/$student/$1
    local reason
    if ! reason=$(keep_results "$results" 2>&1); then
        # The end of what the kernel said, without the server's paths.
        echo "Your commit ${commit:0:10} has arrived, but its results can't be kept by the server: ${reason##*: }."
        echo "Nothing of yours is lost. Tell your instructors; they will have it graded."
        return
    fi
    # Without git's own variables: what the grader runs has no business in this repository.
    env --ignore-environment PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 \
        setsid bash "$root/course/host/grade_push.sh" "$host" "$student" "$commit" >>"$results/log" 2>&1 </dev/null &
    follow "$results" $!
    wait $! && return
    echo "The grading of ${commit:0:10} was interrupted; your commit is kept. Push it again, or ask your instructors to"
    echo "have it graded (./lab host grade $student ${commit:0:10})."
}

while read -r _ new ref; do
    name=${ref#refs/heads/}
    if [[ $new =~ ^0+$ ]]; then
        echo "$name is gone; its results are kept."
    elif [[ $ref == "refs/heads/$branch" ]]; then
        grade_commit "$new"
    elif [[ $ref == refs/heads/* ]]; then
        echo "$name has arrived. Only pushes to $branch are graded."
    fi
done
