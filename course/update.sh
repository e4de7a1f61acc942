#!/usr/bin/env bash
# ./lab update: brings the course's files in a student's repository to the course's latest version, in one commit of
# their own. The student's files are never touched, nor is anything of the student's that is not committed.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

from=""
while (($# > 0)); do
    case $1 in
        --help | -h)
            echo "usage: ./lab update [--from URL]"
            echo "Fetches the course's latest files from where this repository came from, or from URL, and commits them."
            echo "Your files in starter/lab4/ and starter/lab5/, README.md and everything of your own stay as they are."
            exit 0
            ;;
        --from)
            (($# > 1)) || stop "$exit_usage" "--from wants the address of the course's repository"
            from=$2
            shift
            ;;
        *) stop "$exit_usage" "update takes --from URL or nothing, not \"$1\"" ;;
    esac
    shift
done

is_exported "$root" || stop "$exit_usage" "this is the course repository itself; it is updated with git pull"
here() { git -C "$root" "$@"; }
[[ $(here rev-parse --show-toplevel 2>/dev/null) == "$root" ]] || stop "$exit_unfit" "$root is not a git repository of its own; clone the one your course gave you"
[[ -n $from ]] || from=$(recorded "$root" upstream)
[[ -n $from ]] || stop "$exit_usage" "this repository does not say where the course is; ask, and name it: ./lab update --from URL"

say "fetching from $from"
here fetch --quiet --no-tags "$from" HEAD || stop "$exit_unfit" "could not fetch from $from; see above. Is the address right, and are you online?"
new=$(here rev-parse FETCH_HEAD)
here cat-file -e "$new:$manifest" 2>/dev/null || stop "$exit_unfit" "what is at $from is not these labs: it has no $manifest"

paths_in() { sed -E 's/^[0-9a-f]{64}  //'; }
mapfile -t course_files < <(here show "$new:$manifest" | paths_in && printf '%s\n' "$record" "$manifest")
mapfile -t had < <(paths_in <"$root/$manifest")
mapfile -t gone < <(comm -23 <({ paths_in <"$root/$manifest"; } | LC_ALL=C sort) <(printf '%s\n' "${course_files[@]}" | LC_ALL=C sort))
for path in "${course_files[@]}" "${gone[@]}"; do
    # A manifest is data from elsewhere: it must not lead out of the repository, or to the student's files.
    if [[ $path == /* || /$path/ == */../* || /$path/ == */.git/* ]] || is_the_students "$path"; then
        stop "$exit_unfit" "the manifest at $from names $path, which is not the course's to change"
    fi
done
# A file of the course where the student has put one of their own: one that git does not know, or one that is new here.
while IFS= read -r path; do
    if [[ -e $root/$path || -L $root/$path ]]; then
        stop "$exit_usage" "the course now has a file $path, and so have you; move yours out of the way, then update again"
    fi
done < <(here ls-files --others -- "${course_files[@]}" && comm -13 <(printf '%s\n' "${had[@]}" "$record" "$manifest" | LC_ALL=C sort) <(printf '%s\n' "${course_files[@]}" | LC_ALL=C sort))
mapfile -t unsaved < <(here diff --name-only HEAD -- "${course_files[@]}" "${gone[@]}")
((${#unsaved[@]} == 0)) || stop "$exit_usage" "you have changed ${unsaved[*]}, which the update replaces; commit that first, or undo it: git checkout -- ${unsaved[*]}"

# What the student has removed already is not to be removed again.
mapfile -t gone < <(for path in "${gone[@]}"; do ! here ls-files --error-unmatch -- "$path" >/dev/null 2>&1 || echo "$path"; done)
here checkout --quiet "$new" -- "${course_files[@]}"
((${#gone[@]} == 0)) || here rm --quiet --force --ignore-unmatch -- "${gone[@]}"
if here diff --quiet HEAD -- "${course_files[@]}" "${gone[@]}"; then
    say "up to date: version $(recorded "$root" version)"
    exit 0
fi
version=$(recorded "$root" version)
here diff --stat HEAD -- "${course_files[@]}" "${gone[@]}" | tail -n 1 | sed 's/^ */lab: /' >&2
here commit --quiet --only -m "The course's files, version $version" -- "${course_files[@]}" "${gone[@]}" ||
    stop "$exit_unfit" "the course's files are in place, but could not be committed; see above, then: git commit"
say "updated to version $version, in a commit of its own; git push hands it in with your work"
