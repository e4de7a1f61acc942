# shellcheck disable=SC2154  # common.bash and bats set the others
# Which packages `lab` wants on each system, by what apt says there: its answers are in apt/, one file for a system.

setup() {
    load common
    export answers="" present=$BATS_TEST_TMPDIR/present calls=$BATS_TEST_TMPDIR/calls lists=$BATS_TEST_TMPDIR/lists
    touch "$present" "$calls" "$lists"
    fake apt-cache <<'FAKE'
[[ $1 == policy && -e $lists ]] || exit 0
sed -n "/^$2:\$/,/^  Candidate:/p" "$answers"
FAKE
    fake dpkg-query <<'FAKE'
[[ $2 == '-f=${Package} ${db:Status-Status}\n' ]] && sed 's/$/ installed/' "$present"
[[ $2 == '-f=${db:Status-Status} ${Package}\n' ]] && sed -n 's/^libboost1/installed &/p' "$present"
exit 1
FAKE
    fake apt-get <<'FAKE'
shift 2
echo "$*" >>"$calls"
[[ $1 != update ]] || touch "$lists"
[[ ! -e $calls.fail ]] || { echo "E: no network"; exit 100; }
FAKE
    # What comes after the packages is no part of these tests.
    fake cmake <<<'exit 1'
    fake sudo <<'FAKE'
while [[ $1 == -* ]]; do shift; done
exec "$@"
FAKE
}

on() { answers=$BATS_TEST_DIRNAME/apt/$1.policy; }

# The packages that would be installed, one a line.
wanted() {
    run "$lab" --no-install setup "$@"
    [ "$status" = 3 ]
    sed -n 's/^lab: missing: \([^(]*\) (install with: .*/\1/p' <<<"$output" | tr ' ' '\n'
}

has_line() { grep -qxF -- "$1"; }

@test "Debian 12's own Boost is too old, so the newer one beside it is wanted" {
    on debian-12
    wanted | has_line libboost1.81-dev
    ! wanted | has_line libboost-dev || false
}

@test "Debian 13 knows Boost 1.81 by name only, and its own Boost is wanted" {
    on debian-13
    wanted | has_line libboost-dev
    ! wanted | has_line libboost1.81-dev || false
}

@test "on Ubuntu 24.04, likewise" {
    on ubuntu-24.04
    wanted | has_line libboost-dev
    ! wanted | has_line libboost1.81-dev || false
}

@test "every package has a candidate on every system, those of tests, tools and continuous integration, too" {
    for system in debian-12 debian-13 ubuntu-24.04; do
        on "$system"
        for package in $(wanted --tools --ci) bats gdb git jq libssl-dev libyaml-cpp-dev python3 similarity-tester tmux unzip zip; do
            run apt-cache policy "$package"
            [[ $output == *"Candidate: "[0-9]* ]] || { echo "$system has no $package" && false; }
        done
    done
}

@test "the packages of tests are those that were looked up" {
    run bash -c "source '$repository/lab.d/packages.sh'; echo \${packages_for_tests[*]}"
    [ "$output" = "bats gdb git jq libssl-dev libyaml-cpp-dev python3 similarity-tester tmux unzip zip" ]
}

@test "Classroom 50 installs what lab wants on Ubuntu 24.04" {
    on ubuntu-24.04
    diff <(wanted | sort) <(jq -r '.apt[]' "$repository/course/classroom50/runtime.json" | sort)
}

@test "a newer Boost that is installed already stays, for two can't be" {
    on debian-13
    echo libboost1.88-dev >"$present"
    ! wanted | grep libboost || false
    # One that is too old does not count.
    echo libboost1.74-dev >"$present"
    wanted | has_line libboost-dev
}

@test "without any Boost that will do, it says so, and installs nothing" {
    on debian-12
    sed '/^libboost1.81-dev/,+2d' "$answers" >"$BATS_TEST_TMPDIR/old.policy"
    answers=$BATS_TEST_TMPDIR/old.policy
    run "$lab" setup
    [ "$status" = 3 ]
    [[ $output == *"apt has no libboost-dev >= 1.81 for "*"Debian 12, Debian 13 and Ubuntu 24.04"* ]]
    [ "$(cat "$calls")" = update ]
}

@test "lists that were never fetched are fetched first, and decide" {
    on debian-13
    rm "$lists"
    run "$lab" setup
    [ "$(sed -n 1p "$calls")" = update ]
    [[ $(sed -n 2p "$calls") == "install -y --no-install-recommends g++ "*" libboost-dev" ]]
    [ "$(wc -l <"$calls")" = 2 ]
}

@test "if installing fails, the lists are fetched, and after a second failure apt's words are shown" {
    on debian-13
    touch "$calls.fail"
    run "$lab" setup
    [ "$status" = 3 ]
    [ "$(cut -d' ' -f1 "$calls" | paste -sd' ')" = "install update" ]
    [[ $output == *"E: no network"*"apt-get update failed; see above"* ]]
}

@test "a package that a later version of the course needs is installed before it builds" {
    on debian-12
    mkdir -p "$IO_LABS_BUILD"
    touch "$IO_LABS_BUILD/build.ninja"
    echo "g++ cmake" >"$IO_LABS_BUILD/.lab-packages"
    run "$lab" --no-install setup
    [ "$status" = 3 ]
    [[ $output == *"missing: "*libarchive-dev* ]]
}
