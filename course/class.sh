#!/usr/bin/env bash
# class.sh PROGRAM GRADER VERB ...: ./lab class. What an instructor means by a deadline is said here, by the rule that the git
# host has; all else is the program's.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/host/instants.sh
source "$root/course/host/instants.sh"

program=$1 grader=$2
shift 2
words=() deadline="" zone=""
while (($# > 0)); do
    case $1 in
        --deadline | --zone)
            [[ -n ${2:-} && $2 != -* ]] || stop "$exit_usage" "$1 wants a value, such as $([[ $1 == --zone ]] && echo Europe/Zurich || echo 2026-12-01T23:59+01:00)"
            if [[ $1 == --zone ]]; then zone=$2; else deadline=$2; fi
            shift
            ;;
        --deadline=*) deadline=${1#*=} ;;
        --zone=*) zone=${1#*=} ;;
        *) words+=("$1") ;;
    esac
    shift
done
[[ -z $zone ]] || require_zone "$zone"
[[ -z $zone || -n $deadline ]] || stop "$exit_usage" "--zone belongs to --deadline TIME"
if [[ -n $deadline ]]; then
    deadline=$(last_second_of "$deadline" "$zone" --deadline)
    words+=(--deadline "$deadline")
fi
exec "$program" --root "$root" --grader "$grader" "${words[@]}"
