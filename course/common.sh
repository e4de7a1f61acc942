# shellcheck shell=bash
# Sourced first by every script of the course: exit statuses (those of the grader) and messages.
# shellcheck disable=SC2034  # not every script needs every status
readonly exit_unfit=3 exit_usage=64

say() { printf 'lab: %s\n' "$*" >&2; }

stop() {
    local status=$1
    shift
    say "$*"
    exit "$status"
}
