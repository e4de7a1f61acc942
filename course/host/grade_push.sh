#!/usr/bin/env bash
# grade_push.sh HOST STUDENT COMMIT: grades one commit of a student's repository and keeps the results in
# HOST/results/STUDENT/COMMIT. Of the commit, only the sources of the labs are taken out, and those only run in the
# grader's sandbox. What is printed is for the student. Exit status 0: there is a verdict.
set -euo pipefail
host=$1
student=$2
commit=$3
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/host/settings.sh
source "$root/course/host/settings.sh"
# shellcheck source=course/host/queue.sh
source "$root/course/host/queue.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"
IO_LABS_BUILD=$(setting build "") IO_LABS_GRADER=$(setting grader "")
export IO_LABS_BUILD IO_LABS_GRADER
# A commit is what its hash says, whatever refs/replace/ was pushed.
export GIT_NO_REPLACE_OBJECTS=1
repository=$host/repositories/$student.git
results=$host/results/$student/$commit
readonly most_bytes=$((16 << 20)) most_files=500 longest=30m

in_repository() { git -C "$repository" "$@"; }

# The regular files of the labs that a grader would compile: "MODE TYPE OBJECT SIZE<tab>PATH" with NUL after each.
sources() {
    # Ten trees of ten trees of ten trees ... take a kilobyte to push and for ever to list.
    timeout 30 git -C "$repository" ls-tree -r -z --long "$commit" -- starter/lab4 starter/lab5 | grep -zE '^100(644|755) .*\.(cpp|hpp|h)$' || true
}

# Object by object, not with a checkout: nothing in the commit (attributes, links, odd names) has a say in it.
take_out() {
    local into=$1 entry path object
    mkdir -p "$into/starter"
    while IFS= read -r -d '' entry; do
        path=${entry#*$'\t'}
        object=$(awk '{print $3; exit}' <<<"$entry")
        # Git knows names that this file system does not take.
        { mkdir -p "$into/${path%/*}" && in_repository cat-file blob "$object" >"$into/$path"; } 2>/dev/null ||
            echo "left out, because of its name: ${path@Q}"
    done < <(sources)
}

# The course's files in the commit, compared with the template of the same version by git: nothing of them is taken out.
notices() {
    local version template changed most_named=8
    version=$(in_repository cat-file blob "$commit:$record" 2>/dev/null | sed -n '/^version=/{s///p;q}' | cut -c1-40 | LC_ALL=C tr -cd 'A-Za-z0-9.-' || true)
    template=refs/course/$version
    if [[ -z $version ]] || ! in_repository rev-parse --quiet --verify "$template" >/dev/null; then
        template=refs/course/$(recorded "$host/template" version)
    fi
    [[ $version == "$(recorded "$host/template" version)" ]] ||
        echo "the course's files in this commit are of version ${version:-unknown}, and version $(recorded "$host/template" version) is out (./lab update fetches it)"
    # The template's paths, looked up one by one: the commit's own trees may be endless.
    mapfile -t changed < <(paste -d ' ' <(in_repository ls-tree -r --format='%(objectname) %(path)' "$template") \
        <(in_repository ls-tree -r --format="$commit:%(path)" "$template" | in_repository cat-file --batch-check='%(objectname)') |
        while read -r ours path theirs _; do [[ $theirs == "$ours" ]] || is_the_students "$path" || echo "$path"; done)
    ((${#changed[@]} == 0)) && return
    printf '%s is not as the course gave it; graded with the course'\''s own (./lab update brings it back)\n' "${changed[@]:0:most_named}"
    ((${#changed[@]} <= most_named)) || echo "and $((${#changed[@]} - most_named)) more of the course's files are changed or missing"
}

# A commit that can't be graded has a result, too.
no_grading() {
    printf '%s\n' "$@" | tee "$results/report.txt"
    echo "0 0 nothing-to-grade" >"$results/score"
    exit 0
}

mkdir -p "$results"
[[ -s $results/received ]] || date --utc +%Y-%m-%dT%H:%M:%SZ >"$results/received"
subject=$(in_repository log -1 --format=%s "$commit" | head -c 60 | LC_ALL=C tr -cd '[:print:]' || true)
echo "${commit:0:10} \"$subject\""
read -r bytes files < <(sources | tr '\n' ' ' | tr '\0' '\n' | awk '{bytes += $4; files++} END {print bytes + 0, files + 0}')
((files > 0)) || no_grading "There is no source in starter/lab4/ or starter/lab5/ of this commit, so there is nothing to grade." \
    "Is this the repository you were given, and did you commit your work?"
((bytes <= most_bytes && files <= most_files)) ||
    no_grading "starter/ holds $((bytes >> 20)) MiB of source in $files files; at most $((most_bytes >> 20)) MiB in $most_files files are graded." \
        "Is something there that is not yours, such as a build directory?"

take_ticket "$student"
trap return_ticket EXIT
wait_for_turn "$(setting slots 1)"

scratch=$(make_work_directory)
take_out "$scratch"
options=()
while IFS= read -r line; do options+=("--notice=$line"); done < <(notices)
read -ra configured <<<"$(setting grade_options '')"
status=0
rm -f "$results/score.new"
# As wide as a terminal of 80 columns shows after "remote: ".
COLUMNS=72 timeout --kill-after=20 "$longest" "$root/lab" --no-install grade "$scratch" --student "$student" --progress "${configured[@]}" "${options[@]}" --json "$results/result.json" \
    --report html="$results/report.html" --report score="$results/score.new" >"$results/report.txt" || status=$?
cat "$results/report.txt"
# 0 to 3 are verdicts, and complete; whatever else ends a grader leaves no score, so that the commit counts as waiting.
if ((status > 3)) || [[ ! -s $results/score.new ]] || grep -q ' unfinished$' "$results/score.new"; then exit 1; fi
mv "$results/score.new" "$results/score"
