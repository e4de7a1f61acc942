# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced by the scripts of a host, which know it as $host: its settings, what a student may be called, and the names of
# its templates.

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

# Where a repository keeps the template with the record $1 (see version.sh). A record may be in a student's hands: whatever it
# says becomes one short harmless word. Two templates of one version differ if one has a single lab.
template_ref() {
    local version lab
    version=$(sed -n '/^version=/{s///p;q}' <<<"$1" | cut -c1-40 | LC_ALL=C tr -cd 'A-Za-z0-9.-')
    lab=$(sed -n '/^lab=/{s///p;q}' <<<"$1" | cut -c1-3 | LC_ALL=C tr -cd '0-9')
    echo "refs/course/${version:-unknown}${lab:+-lab$lab}"
}
