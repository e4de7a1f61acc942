# shellcheck shell=bash
# Sourced first by every script of the course: exit statuses (those of the grader), messages, and the check that git works.
# Scripts call each other by `bash FILE`: in a repository that was uploaded or made on Windows, no file is executable.
# shellcheck disable=SC2034  # not every script needs every status
readonly exit_unfit=3 exit_usage=64

say() { printf 'lab: %s\n' "$*" >&2; }

stop() {
    local status=$1
    shift
    say "$*"
    exit "$status"
}

# Fails with git's own words if git can't use the repository: it has another owner (safe.directory), is damaged, is none.
is_usable_repository() { git -C "$1" rev-parse --git-dir >/dev/null; }

require_repository() { is_usable_repository "$1" || stop "$exit_unfit" "git can't use $1; its own words are above"; }
