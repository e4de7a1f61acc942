# Loaded by every test: a scratch directory, the course repository as it is committed, and a git that knows nobody.
# shellcheck shell=bash
bats_require_minimum_version 1.5.0
repository=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
lab=$repository/lab
export GIT_CONFIG_GLOBAL=$BATS_FILE_TMPDIR/gitconfig GIT_CONFIG_NOSYSTEM=1
cat >"$GIT_CONFIG_GLOBAL" <<'CONFIG'
[user]
    name = Ada
    email = ada@localhost
[init]
    defaultBranch = main
[safe]
    directory = *
[advice]
    detachedHead = false
CONFIG

# A commit of what is in a clone now.
commit_in() { git -C "$1" add --all && git -C "$1" commit --quiet -m "${2:-work}"; }

# The reference solution of a lab in place of a clone's stub.
solve() {
    rm -r "$1/starter/lab$2"
    cp -r "$repository/solutions/lab$2" "$1/starter/"
}

# A submission of the grader's own tests in place of a clone's stub.
submit() {
    "$repository/grader/tests/submissions/mutant" put "lab$2/$3" "$BATS_TEST_TMPDIR/submission"
    rm -r "$1/starter/lab$2"
    mv "$BATS_TEST_TMPDIR/submission/lab$2" "$1/starter/"
    rmdir "$BATS_TEST_TMPDIR/submission"
}

# Succeeds if grep finds nothing. (`! grep` alone is no check: errexit, by which bats notices, overlooks what follows a !.)
no_line() { ! grep "$@"; }

# A program in the place of the grader, for tests of what is around it: fails lab 4, passes lab 5. Leaves its arguments in
# FILE.asked; if there is a pipe FILE.go, it comes to an end only when something is written there. FILE.says may hold another
# exit status and, behind it, words: then it has nothing else to say.
stub_grader() {
    cat >"$1" <<'STUB'
#!/bin/bash
printf '%s\n' "$*" >>"$0.asked"
# A grading waits for its turn; what options there are is told at once.
[[ ! -p $0.go || " $* " == *" --help "* ]] || read -r _ <"$0.go"
if [[ -f $0.says ]]; then
    read -r status words <"$0.says"
    echo "$words" >&2
    exit "$status"
fi
echo "Lab 4: 93 / 100, Lab 5: 100 / 100"
while (($# > 0)); do
    case $1 in
        --json) echo '{"finished": true}' >"$2" ;;
        --report)
            case ${2%%=*} in
                score) echo "193 200 failed" ;;
                labs) printf '%s\n' "all 193 200 failed" "lab4 93 100 failed" "lab5 100 100 passed" ;;
                *) echo "{\"format\": \"${2%%=*}\"}" ;;
            esac >"${2#*=}"
            ;;
    esac
    shift
done
exit 1
STUB
    chmod +x "$1"
}
