# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced by the scripts of a host, which know it as $host: its settings, and what a student may be called.

# A setting of host.conf: its value, or $2. The file is read, never run.
setting() {
    local value
    value=$(sed -n "s/^$1=//p" "${host:?}/host.conf" | head -n 1)
    printf '%s\n' "${value:-$2}"
}

# Students' names become file names.
require_student_name() {
    [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ && $1 != *.git && $1 != *.new ]] ||
        stop "$exit_usage" "a student's name has letters, digits, dots, dashes and underscores (at most 64), unlike \"$1\""
}
