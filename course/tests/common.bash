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
    rm -r "$1/starter/lab$2"
    cp -r "$repository/grader/tests/submissions/lab$2/$3/lab$2" "$1/starter/"
}

# Succeeds if grep finds nothing. (`! grep` alone is no check: errexit, by which bats notices, overlooks what follows a !.)
no_line() { ! grep "$@"; }
