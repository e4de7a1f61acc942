#!/usr/bin/env bash
# ./lab update: brings the course's files in a student's repository to the course's latest version, in one commit of
# their own. The student's files are never touched, nor is anything of the student's that is not committed. The stub of
# a lab that is new in the course comes along where the student has nothing of that lab yet.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

usage() {
    cat <<'TEXT'
usage: ./lab update [--from URL]

Fetches the course's latest files and commits them: from URL; else from where this repository says that the course is; else
from the branch `course` of the repository that this one was cloned from. Your files in starter/lab*/, starter/practice*/, README.md and
everything of your own stay as they are.
TEXT
}

here() { git -C "$root" "$@"; }

# Leaves the course's latest version in $new, and where it is from in $from.
fetch_course() {
    local branch=HEAD advice="Is the address right, and are you online?"
    [[ -n $from ]] || from=$(recorded "$root" upstream)
    if [[ -z $from ]]; then
        from=$(here config remote.origin.url) ||
            stop "$exit_usage" "this repository does not say where the course is; ask, and name it: ./lab update --from URL"
        branch=refs/heads/course advice="If the course is elsewhere, ask where, and name it: ./lab update --from URL"
    fi
    say "fetching from $from"
    here fetch --quiet --no-tags "$from" "$branch" || stop "$exit_unfit" "could not fetch from $from; see above. $advice"
    new=$(here rev-parse FETCH_HEAD)
    [[ -n $(here ls-tree "$new" -- "$manifest") ]] || stop "$exit_unfit" "what is at $from is not these labs: it has no $manifest"
}

paths_in() { sed -E 's/^[0-9a-f]{64}  //'; }
sorted() { printf '%s\n' "$@" | LC_ALL=C sort; }

# A manifest is data from elsewhere: it must not lead out of the repository, or to the student's files.
require_the_courses() {
    local path
    for path in "$@"; do
        if [[ $path == /* || /$path/ == */../* || /$path/ == */.git/* ]] || is_the_students "$path"; then
            stop "$exit_unfit" "the manifest at $from names $path, which is not the course's to change"
        fi
    done
}

# The stubs of labs and exercises that the course did not have here before, and of which the student has nothing.
new_stubs() {
    local rubric lab
    comm -13 <(sorted "${had[@]}") <(sorted "${course_files[@]}") | grep -E '^labs/(lab|practice/)[0-9]+-[^/]*/rubric\.toml$' |
        while IFS= read -r rubric; do
            lab=${rubric#labs/}
            lab=${lab/#practice\//practice}
            lab=${lab%%-*}
            [[ -e $root/starter/$lab || -n $(here ls-files -- "starter/$lab") ]] || here ls-tree -r --name-only "$new" -- "starter/$lab/"
        done || true
}

# The bytes of a file that git believes to be unchanged may still be others: it was checked out with CRLF before
# .gitattributes said that it has LF. And its mode may have been lost.
check_out_again() {
    local path
    while IFS= read -r path; do
        rm -f "$root/$path"
        here checkout --quiet "$new" -- "$path"
    done < <(cd "$root" && { LC_ALL=C sha256sum --check --quiet "$manifest" 2>/dev/null | sed -n 's/: FAILED$//p'; here diff --name-only -- "${course_files[@]}"; } | LC_ALL=C sort -u)
}

from="" new=""
while (($# > 0)); do
    case $1 in
        --help | -h)
            usage
            exit 0
            ;;
        --from)
            [[ -n ${2:-} && $2 != -* ]] || stop "$exit_usage" "--from wants the address of the course's repository"
            from=$2
            shift
            ;;
        *) stop "$exit_usage" "update takes --from URL or nothing, not \"$1\"" ;;
    esac
    shift
done

is_exported "$root" || stop "$exit_usage" "this is the course repository itself; it is updated with git pull"
require_repository "$root"
top=$(here rev-parse --show-toplevel)
[[ $top == "$root" ]] || stop "$exit_unfit" "$root is only a directory in the repository $top; an update needs the clone of what your course gave you"
fetch_course

mapfile -t course_files < <(here show "$new:$manifest" | paths_in && printf '%s\n' "$record" "$manifest")
mapfile -t had < <(paths_in <"$root/$manifest" && printf '%s\n' "$record" "$manifest")
mapfile -t gone < <(comm -23 <(sorted "${had[@]}") <(sorted "${course_files[@]}"))
require_the_courses "${course_files[@]}" "${gone[@]}"
# A file of the course where the student has put one of their own: one that git does not know, or one that is new here.
while IFS= read -r path; do
    if [[ -e $root/$path || -L $root/$path ]]; then
        stop "$exit_usage" "the course now has a file $path, and so have you; move yours out of the way, then update again"
    fi
done < <(here ls-files --others -- "${course_files[@]}" && comm -13 <(sorted "${had[@]}") <(sorted "${course_files[@]}"))
# A lost execute bit is nothing that the student has written.
mapfile -t unsaved < <(here -c core.fileMode=false diff --name-only HEAD -- "${course_files[@]}" "${gone[@]}")
((${#unsaved[@]} == 0)) || stop "$exit_usage" "you have changed ${unsaved[*]}, which the update replaces; commit that first, or undo it: git checkout -- ${unsaved[*]}"

mapfile -t stubs < <(new_stubs)
# What the student has removed already is not to be removed again.
mapfile -t gone < <(for path in "${gone[@]}"; do [[ -z $(here ls-files -- "$path") ]] || echo "$path"; done)
here checkout --quiet "$new" -- "${course_files[@]}" "${stubs[@]}"
((${#gone[@]} == 0)) || here rm --quiet --force --ignore-unmatch -- "${gone[@]}"
check_out_again
if here diff --quiet HEAD -- "${course_files[@]}" "${gone[@]}" "${stubs[@]}"; then
    say "up to date: version $(recorded "$root" version)"
    exit 0
fi
version=$(recorded "$root" version)
here diff --stat HEAD -- "${course_files[@]}" "${gone[@]}" "${stubs[@]}" | tail -n 1 | sed 's/^ */lab: /' >&2
here commit --quiet --only -m "The course's files, version $version" -- "${course_files[@]}" "${gone[@]}" "${stubs[@]}" ||
    stop "$exit_unfit" "the course's files are in place, but could not be committed; see above, then: git commit"
((${#stubs[@]} == 0)) || say "new: ${stubs[*]}"
say "updated to version $version, in a commit of its own; git push hands it in with your work"
