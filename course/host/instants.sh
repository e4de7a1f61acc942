# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of common.sh
# Sourced by host.sh and class.sh: what somebody means by a time. Servers, instructors and students live in different zones, so that a
# time without a zone is no instant.

# The zone $1 of the IANA database; date(1) takes a name that it does not know for UTC, without a word.
require_zone() {
    local zones=${TZDIR:-/usr/share/zoneinfo}
    [[ -d $zones ]] || stop "$exit_unfit" "this machine has no list of time zones (apt-get install tzdata); write the offset instead, like +01:00"
    [[ $1 =~ ^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$ && -f $zones/$1 ]] || stop "$exit_usage" "there is no time zone \"$1\"; --zone takes one like Europe/Zurich"
}

# The last second that time $1 (in zone $2, if it names none), which option $3 was given, takes in: 2026-12-01T22:59:59Z, as
# the results of a host tell when a push arrived. Without seconds, that is the end of the minute. Says on standard error
# what was understood.
last_second_of() {
    local text=$1 zone=$2 option=$3 day clock seconds offset instant shown utc
    [[ $text =~ ^([0-9]{4}-[0-9]{2}-[0-9]{2})[T\ ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?\ ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?$ ]] ||
        stop "$exit_usage" "$option takes a day, a time and a zone, like 2026-12-01T23:59+01:00, not \"$text\""
    day=${BASH_REMATCH[1]} clock=${BASH_REMATCH[2]} seconds=${BASH_REMATCH[3]} offset=${BASH_REMATCH[4]^^}
    [[ -z $zone || -z $offset ]] || stop "$exit_usage" "$text has a zone, and --zone names another; leave out one of them"
    if [[ -z $zone && -z $offset ]]; then
        shown=$(date --date="$day $clock" +%:z 2>/dev/null || echo +00:00)
        stop "$exit_usage" "$text is another instant in each time zone; write ${day}T$clock${seconds}Z, ${day}T$clock$seconds$shown (this machine's zone), or add --zone Europe/Zurich"
    fi
    [[ $offset != Z ]] || offset=+00:00
    instant=$(TZ=${zone:-UTC0} date --date="$day $clock${seconds:-:59} $offset" +%s 2>/dev/null) ||
        stop "$exit_usage" "there is no $day $clock$seconds${zone:+ in $zone}; $option takes a time like 2026-12-01T23:59+01:00"
    shown=${day}T$clock${seconds:-:59}${offset:-$(TZ=$zone date --date="@$instant" +%:z)}
    utc=$(date --utc --date="@$instant" +%Y-%m-%dT%H:%M:%SZ)
    say "${option#--} ${shown/+00:00/Z} = $utc, this second included"
    echo "$utc"
}
