# Loaded by class.bats: a program in the place of the grader, and submissions that say what it makes of them.
# shellcheck shell=bash
# shellcheck disable=SC2154  # common.bash sets them

# The first line of a submission's lab4/main.cpp is a comment: pass, fail, busy-once (fails while the machine is busy), open (the machine leaves a check undecided),
# open-once, crash, crash-once, unfit, or wait (until FILE.wait is no more). FILE.asked has the command lines.
stub_class_grader() {
    cat >"$1" <<'STUB'
#!/bin/bash
printf '%s\n' "$*" >>"$0.asked"
[[ $3 != report ]] || { [[ $7 != --output ]] || echo "$6 of $4" >"$8"; exit 0; }
submission=$4 json="" commit="" repeat=1
for word in "$@"; do
    case $word in
        --student=*) student=${word#*=} ;;
        --commit=*) commit=${word#*=} ;;
        --repeat=*) repeat=${word#*=} ;;
        *.json) json=$word ;;
        html=*) echo "<p>a report</p>" >"${word#*=}" ;;
    esac
done
if [[ -n $commit ]]; then
    read -r _ how <<<"$(git -C "$submission" show "$commit:lab4/main.cpp")"
elif [[ -d $submission ]]; then
    read -r _ how < <(cat "$submission/lab4/main.cpp" 2>/dev/null)
else
    read -r _ how < <(unzip -p "$submission" lab4/main.cpp 2>/dev/null)
fi
once=$0.once.${student// /_}
case $how in
    wait)
        echo >"$0.waiting.$student"
        while [[ -e $0.wait ]]; do sleep 0.05; done
        how=pass
        ;;
    crash) kill -SEGV $$ ;;
    crash-once) if [[ -e $once ]]; then how=pass; else touch "$once" && kill -SEGV $$; fi ;;
    open-once) if [[ -e $once ]]; then how=pass; else touch "$once" && how=open; fi ;;
    busy-once) if [[ -e $once ]]; then how=pass; else touch "$once" && how=fail slowdown=8.0; fi ;;
    unfit) echo "this machine does not let the grader work" >&2 && exit 3 ;;
esac
verdict=inconclusive status=inconclusive exit=3 passed=0
case $how in
    pass) verdict=pass status=passed exit=0 passed=$repeat ;;
    fail) verdict=fail status=failed exit=1 ;;
    flicker) verdict=fail status=failed exit=1 passed=3 ;;
esac
finding='{"steps": [], "expected": "an answer", "seen": "no tracer here", "exhibits": []}'
check() {
    printf '{"name": "%s", "title": "t", "stage": "A", "points": %s, "max_points": %s, "advisory": false, "verdict": "%s", "runs": %s,' "$1" "$2" "$3" "$4" "$repeat"
    printf '"passed_runs": %s, "duration_ms": 1, "why": "w", "hint": "h", "link": "l", "replay": "r"%s}' "$5" "${6:+, \"finding\": $6}"
}
points=3
[[ $verdict == pass ]] || points=0
{
    printf '{"format": "io-labs-result", "version": 2, "finished": true, "grader_version": "0.1.0", "submission": "%s",' "$student"
    printf '"started_utc": "2026-11-30T00:00:00Z", "duration_ms": 1, "partial": false, "notices": [],'
    printf '"machine": {"cores": 2, "kernel": "k", "slowdown": %s, "layers": [{"name": "Landlock", "held": true, "detail": ""}]},' "${slowdown:-1.0}"
    printf '"labs": [{"lab": 4, "title": "Lab", "handout": "h", "read": "", "status": "%s", "reason": "",' "$status"
    printf '"build": {"ok": true, "duration_ms": 1, "diagnostics": [], "omitted": 0, "reason": ""}, "exhibits": [], "causes": [],'
    printf '"stages": [{"id": "A", "title": "One client"}], "checks": ['
    check PrintsTheReadyLineAfterListening 2 2 pass "$repeat"
    printf ', '
    check EchoesOneMessage $points 3 "$verdict" "$passed" "$([[ $verdict == pass ]] || echo "$finding")"
    printf ']}]}'
} >"$json"
echo "a report"
exit $exit
STUB
    chmod +x "$1"
}

# hand_in DIR HOW: a submission of lab 4.
hand_in() {
    mkdir -p "$1/lab4"
    printf '// %s\nint main() {}\n' "$2" >"$1/lab4/main.cpp"
}
