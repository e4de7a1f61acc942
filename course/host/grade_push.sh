#!/usr/bin/env bash
# grade_push.sh HOST STUDENT COMMIT [LAB]: grades one commit of a student's repository, in this lab or as grade_options says, and
# keeps the results in HOST/results/STUDENT/COMMIT. The grader takes the commit out of the repository by itself, and what can't be graded in it is
# a result like any other. What is printed is for the student. Exit status 0: there is a verdict; anything else: for a reason
# that is the server's there is none, and the commit counts as waiting.
set -euo pipefail
host=$1
student=$2
commit=$3
lab=${4:-}
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/host/settings.sh
source "$root/course/host/settings.sh"
# shellcheck source=course/host/queue.sh
source "$root/course/host/queue.sh"
# shellcheck source=course/host/results.sh
source "$root/course/host/results.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"
IO_LABS_BUILD=$(setting build "") IO_LABS_GRADER=$(setting grader "")
export IO_LABS_BUILD IO_LABS_GRADER
# A commit is what its hash says, whatever refs/replace/ was pushed.
export GIT_NO_REPLACE_OBJECTS=1
repository=$host/repositories/$student.git
results=$host/results/$student/$commit
# In seconds. Whoever waits in the queue waits for this push no longer, whatever is in it.
within=$(setting within 900)
[[ $within =~ ^[1-9][0-9]{1,4}$ ]] || within=900
longest=$((within + 60))

in_repository() { git -C "$repository" "$@"; }

# The course's files in the commit, compared with the template of the same version by git: nothing of them is taken out.
notices() {
    local theirs ours template changed most_named=8
    theirs=$(template_ref "$(echo "$commit:$record" | in_repository cat-file --batch | head -c 4096 | tr -d '\0' || true)")
    ours=$(template_ref "$(cat "$host/template/$record")")
    template=$theirs
    [[ -n $(in_repository for-each-ref "$template") ]] || template=$ours
    [[ $theirs == "$ours" ]] ||
        echo "the course's files in this commit are of version ${theirs#refs/course/}, and version ${ours#refs/course/} is out (./lab update fetches it)"
    # The template's paths, looked up one by one: the commit's own trees may be endless.
    mapfile -t changed < <(paste -d ' ' <(in_repository ls-tree -r --format='%(objectname) %(path)' "$template") \
        <(in_repository ls-tree -r --format="$commit:%(path)" "$template" | in_repository cat-file --batch-check='%(objectname)') |
        while read -r ours path theirs _; do [[ $theirs == "$ours" ]] || is_the_students "$path" || echo "$path"; done)
    ((${#changed[@]} == 0)) && return
    printf '%s is not as the course gave it; graded with the course'\''s own (./lab update brings it back)\n' "${changed[@]:0:most_named}"
    ((${#changed[@]} <= most_named)) || echo "and $((${#changed[@]} - most_named)) more of the course's files are changed or missing"
}

mkdir -p "$results"
[[ -s $results/received ]] || date --utc +%Y-%m-%dT%H:%M:%SZ >"$results/received"
in_repository cat-file -e "$commit^{commit}"
subject=$(in_repository log -1 --format=%s "$commit" | head -c 60 | LC_ALL=C tr -cd '[:print:]' || true)
echo "${commit:0:10} \"$subject\""

slots=$(setting slots 1)
[[ $slots =~ ^[1-9][0-9]*$ ]] || slots=1
take_ticket "$student"
trap return_ticket EXIT
wait_for_turn "$slots"

options=()
read -ra configured <<<"$(setting grade_options '')"
[[ -z $lab ]] || mapfile -t configured < <(options_for_lab "$lab" "${configured[@]}")
if [[ " ${configured[*]} " == *" --within"[\ =]* ]]; then longest=86400; else options+=(--within "$within"); fi
while IFS= read -r line; do options+=("--notice=$line"); done < <(notices)
status=0 began=$EPOCHSECONDS
rm -f "$results"/{score,labs}.new
# As wide as a terminal of 80 columns shows after "remote: ".
COLUMNS=72 timeout --kill-after=20 "$longest" bash "$root/lab" --no-install grade "$repository" --commit "$commit" --student "$student" --progress-brief --bonus \
    --hints course "${configured[@]}" "${options[@]}" --json "$results/result.json" --report html="$results/report.html" \
    --report score="$results/score.new" --report labs="$results/labs.new" >"$results/report.txt" || status=$?
cat "$results/report.txt"
# 0 to 3 are verdicts, and complete; whatever else ends a grader leaves no score.
if ((status > 3)) || [[ ! -s $results/score.new ]] || grep -q ' unfinished$' "$results/score.new"; then exit 1; fi
keep_verdicts "$results"
note_duration $((EPOCHSECONDS - began))
