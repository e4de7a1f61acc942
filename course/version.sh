# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced: what this copy of the course is, and which of its files are the course's. Two kinds of copy exist: the
# course repository itself (git knows its version and files), and what was exported from it, which carries a record:
#     .io-labs/course            version=2026-11-24-452b14e, upstream=URL, one a line
#     .io-labs/manifest.sha256   the course's files, as sha256sum(1) writes and checks them
# Needs $root and common.sh. Everything in starter/lab*/, README.md and .gitignore is the student's own to change.

readonly record=.io-labs/course manifest=.io-labs/manifest.sha256

is_exported() { [[ -f $1/$record ]]; }

# What the record of the copy in directory $1 says of $2; nothing if it says nothing.
recorded() { sed -n "s/^$2=//p" "$1/$record" 2>/dev/null | head -n 1; }

course_version() {
    if is_exported "${root:?}"; then
        recorded "$root" version
    else
        git -C "$root" log -1 --format=%cs-%h 2>/dev/null ||
            stop "$exit_unfit" "$root is neither a git repository nor an export of one, so nobody knows what belongs to the course"
    fi
}

# The files that students get, and from where. The solutions, the broken servers that test the grader, and the
# benchmark's servers (one of which is half of lab 4) stay here.
exported_paths() {
    git -C "$root" ls-tree -r --name-only HEAD -- \
        lab LICENSE CMakeLists.txt CMakePresets.json .clang-format .gitignore cmake starter labs runtime grader \
        course/common.sh course/version.sh course/changed.sh course/update.sh course/github/grade.sh |
        grep -Ev '^(grader/tests|runtime/bench/(servers|micro)|runtime/bench/(CMakeLists.txt|README.md)$|labs/INSTRUCTORS.md)'
}

is_the_students() { [[ $1 == starter/lab[0-9]*/* || $1 == README.md || $1 == .gitignore ]]; }

# The lines of a manifest for the course's files among those named on standard input, relative to directory $1.
manifest_of() {
    local path
    while IFS= read -r path; do
        is_the_students "$path" || [[ $path == .io-labs/* ]] || printf '%s\0' "$path"
    done | (cd "$1" && LC_ALL=C sort -z | xargs -0 sha256sum --)
}

# The manifest of this copy of the course.
course_manifest() {
    if is_exported "$root"; then cat "$root/$manifest"; else exported_paths | manifest_of "$root"; fi
}
