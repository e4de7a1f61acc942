#!/usr/bin/env bash
# course/changed.sh DIR: says, a line each, which of the course's files a student's clone has in another form than
# this copy of the course. Nothing is printed if all is as it should be, or if DIR is no clone of an export. These
# files are reported, never used: a trusted grading takes its own.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

clone=$1
readonly most_named=8
is_exported "$clone" || exit 0

# The lines of the manifest whose files are what they should be: ordinary ones. A link may lead anywhere, to what never ends
# (/dev/zero) as well.
changed=()
ordinary=()
while IFS= read -r line; do
    path=${line:66}
    if [[ -L $clone/$path ]]; then
        changed+=("$path is not as the course gave it")
    else
        ordinary+=("$line")
    fi
done < <(course_manifest "$(recorded "$clone" lab)")
while IFS= read -r line; do
    case $line in
        *": FAILED open or read") changed+=("${line%: FAILED open or read} is missing") ;;
        *": FAILED") changed+=("${line%: FAILED} is not as the course gave it") ;;
    esac
done < <(printf '%s\n' "${ordinary[@]}" | env --chdir="$clone" LC_ALL=C timeout 20 sha256sum --check --quiet 2>/dev/null)
((${#changed[@]} > 0)) || exit 0

ours=$(course_version)
theirs=$(recorded "$clone" version || true)
# The record is in the student's hands: whatever it says is shown as one short harmless word.
theirs=$(printf '%.40s' "$theirs" | LC_ALL=C tr -cd 'A-Za-z0-9.-')
if [[ $theirs != "$ours" ]]; then
    echo "the course's files in this repository are of version ${theirs:-unknown}; graded with version $ours (./lab update fetches the course's latest)"
    exit 0
fi

if [[ $(readlink -f "$clone") == "$root" ]]; then
    meaning="what your course grades with is not"
else
    meaning="graded with the course's own"
fi
for line in "${changed[@]:0:most_named}"; do echo "$line; $meaning (./lab update brings it back)"; done
((${#changed[@]} <= most_named)) || echo "and $((${#changed[@]} - most_named)) more of the course's files are changed or missing"
