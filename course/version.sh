# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced: what this copy of the course is, and which of its files are the course's. Two kinds of copy exist: the
# course repository itself (git knows its version and files), and what was exported from it, which carries a record:
#     .io-labs/course            version=2026-11-24-452b14e, upstream=URL, lab=4 (if it is the only one), one a line
#     .io-labs/manifest.sha256   the course's files, as sha256sum(1) writes and checks them
# Needs $root and common.sh. Everything in starter/lab*/, starter/practice*/, README.md and .gitignore is the student's own to change.

readonly record=.io-labs/course manifest=.io-labs/manifest.sha256

is_exported() { [[ -f $1/$record ]]; }

# What the record of the copy in directory $1 says of $2; nothing if it says nothing.
recorded() { sed -n "s/^$2=//p" "$1/$record" 2>/dev/null | head -n 1; }

course_version() {
    if is_exported "${root:?}"; then
        recorded "$root" version
    else
        git -C "$root" log -1 --format=%cs-%h ||
            stop "$exit_unfit" "$root is no export, and git can't say which version of the course it is; its own words are above"
    fi
}

# The numbers of the labs that this copy of the course has, a line each.
labs_here() {
    local rubric
    for rubric in "$root"/labs/lab[0-9]*/rubric.toml; do
        rubric=${rubric#"$root/labs/lab"}
        [[ ! ${rubric%%-*} =~ ^[0-9]+$ ]] || echo "${rubric%%-*}"
    done
}

# Complains if there is no lab $1; further arguments are other words that would do.
require_lab() {
    local lab=$1 known
    shift
    known=$(labs_here && printf '%s\n' "$@")
    grep -qxF -- "${lab:-no lab}" <<<"$known" || stop "$exit_usage" "--lab takes one of: $(xargs <<<"$known"), not \"$lab\""
}

# Of paths (or lines of a manifest), those that belong to a copy with lab $1 only: without stubs and rubrics of others, so that
# nobody is asked to do them. Handouts of earlier labs stay, because later ones refer to them. Practice, which refers to all labs,
# comes with the last one. Without $1, all.
of_lab() {
    local only=$1 other patterns=()
    for other in $(labs_here); do
        [[ $only =~ ^[0-9]+$ && $other != "$only" ]] || continue
        patterns+=(-e "(^|  )starter/lab$other/" -e "(^|  )labs/lab$other-[^/]*/$( ((other > only)) || echo rubric)")
        ((other < only)) || patterns+=(-e "(^|  )(starter|starter/include|labs)/practice")
    done
    if ((${#patterns[@]} > 0)); then grep -Ev "${patterns[@]}"; else cat; fi
}

# Of paths, those that belong to a copy of a course whose settings say practice=off; all for another course.
without_practice() {
    if [[ $(git -C "$root" show HEAD:course/settings.conf | sed -n 's/^practice=//p') == off ]]; then
        grep -Ev '^(labs|starter|starter/include)/practice'
    else
        cat
    fi
}

# The files that students get, with lab $1 only or with all of them. The solutions, the broken servers that test the
# grader, and the benchmark's servers (one of which is half of lab 4) stay here.
exported_paths() {
    git -C "$root" ls-tree -r --name-only HEAD -- \
        lab lab.d .devcontainer LICENSE CMakeLists.txt CMakePresets.json .clang-format .gitattributes .gitignore cmake starter labs runtime grader \
        course/common.sh course/settings.conf course/version.sh course/changed.sh course/update.sh course/github/grade.sh |
        without_practice |
        grep -Ev '^(grader/tests|runtime/bench/(servers|micro|client)|runtime/bench/(CMakeLists.txt|README.md)$)' |
        of_lab "${1:-}"
}

is_the_students() { [[ $1 == starter/lab[0-9]*/* || $1 == starter/practice[0-9]*/* || $1 == README.md || $1 == .gitignore ]]; }

# The lines of a manifest for the course's files among those named on standard input, relative to directory $1.
manifest_of() {
    local path
    while IFS= read -r path; do
        is_the_students "$path" || [[ $path == .io-labs/* ]] || printf '%s\0' "$path"
    done | (cd "$1" && LC_ALL=C sort -z | xargs -0 sha256sum --)
}

# The manifest of this copy of the course, as far as it concerns a copy with lab $1 only.
course_manifest() {
    if is_exported "$root"; then of_lab "${1:-}" <"$root/$manifest"; else exported_paths "${1:-}" | manifest_of "$root"; fi
}
