# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # `lab` uses the lists; the statuses and $may_install are its own
# Sourced by `lab`: which packages of Debian and Ubuntu the labs need, and how the missing ones get there. Whether a
# package can be had is told by apt's *candidate* for it, and by nothing else: apt also knows the names of packages that
# it has not got, as soon as another one only mentions them.

# The names are the same on Debian 12, Debian 13 and Ubuntu 24.04; Boost's is not, and is chosen below.
packages=(g++ cmake ninja-build pkg-config libseccomp-dev libcli11-dev libfmt-dev nlohmann-json3-dev
    libtomlplusplus-dev libdw-dev libarchive-dev libre2-dev libgtest-dev libgmock-dev)
packages_for_tests=(bats gdb git jq libssl-dev libyaml-cpp-dev python3 similarity-tester tmux unzip zip)
packages_for_ci=(ccache git clang clang-format clang-tidy-19 libclang-rt-dev shellcheck liburing-dev slurmctld slurmd)
# What the handouts look at servers with: strace, ss, nc, htop, and ps.
packages_for_tools=(strace iproute2 netcat-openbsd htop procps)
# What `./lab class` reads Gradescope's metadata, fetches repositories and finds copies with.
packages_for_class=(libssl-dev libyaml-cpp-dev git similarity-tester)
# What `./lab compare` counts calls with, and what one of the models is built with.
packages_for_compare=(strace liburing-dev)
# What `./lab debug` opens.
packages_for_debug=(gdb)
# The screen of `./lab observe`.
packages_for_observe=(libncurses-dev)

# The oldest Boost that has Process v2, and the versions that a system may have beside an older default.
readonly oldest_boost=1.81
readonly boost_versions=(1.83 1.81)

# The names among $@ that are not installed.
missing_packages() {
    local package installed
    # It fails as soon as it knows nothing of one of them; the others are listed all the same.
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p') || true
    for package in "$@"; do
        grep -qxF "$package" <<<"$installed" || echo "$package"
    done
}

# The version of package $1 that apt would install; nothing if it has none.
candidate() { LC_ALL=C apt-cache policy "$1" | sed -n 's/^  Candidate: //p' | grep -vxF '(none)'; }

# The packages among $@ that apt could not install.
unavailable_packages() {
    local package
    for package in "$@"; do
        [[ -n $(candidate "$package") ]] || echo "$package"
    done
}

# The package with a Boost that is new enough. One that is installed stays: two can't be. Fails if there is none.
boost_package() {
    local installed version
    while read -r installed; do
        version=${installed#libboost}
        dpkg --compare-versions "${version%-dev}" ge $oldest_boost && echo "$installed" && return
    done < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 'libboost1.*-dev' 2>/dev/null |
        sed -nE 's/^installed (libboost1\.[0-9]+-dev)$/\1/p')
    # Debian 12's default is 1.74, and 1.81 is beside it. The default of Debian 13 and of Ubuntu 24.04 is 1.83.
    version=$(candidate libboost-dev) || true
    if [[ -n $version ]] && dpkg --compare-versions "$version" ge $oldest_boost; then
        echo libboost-dev
        return
    fi
    for version in "${boost_versions[@]}"; do
        [[ -z $(candidate "libboost$version-dev") ]] || { echo "libboost$version-dev" && return; }
    done
    return 1
}

# Sets `missing` to what is not installed of $@ and Boost, and `lacking` to what apt can't install of that.
look_for_packages() {
    local boost
    mapfile -t missing < <(missing_packages "$@")
    mapfile -t lacking < <(unavailable_packages "${missing[@]}")
    if boost=$(boost_package); then
        [[ -z $(missing_packages "$boost") ]] || missing+=("$boost")
    else
        missing+=(libboost-dev)
        lacking+=("libboost-dev >= $oldest_boost")
    fi
}

system_name() (
    # shellcheck source=/dev/null
    . /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-this system}"
)

# Sets `as_root` to what goes before a command that only root may give.
become_root() {
    as_root=()
    ((EUID == 0)) && return
    local by_hand="missing: ${missing[*]}; ask an administrator: apt-get install ${missing[*]}"
    command -v sudo >/dev/null || stop "$exit_unfit" "$by_hand"
    if [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; then
        stop "$exit_unfit" "missing: ${missing[*]}; sudo asks for a password, and nobody is there to type it"
    fi
    as_root=(sudo)
    [[ ! -t 0 ]] || sudo -v -p "lab: sudo, to install ${missing[*]}; password of %u: " || stop "$exit_unfit" "$by_hand"
}

# apt, with lines that say how far it is.
apt_get() {
    local log=$1
    shift
    run_logged "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -o APT::Status-Fd=1 "$@"
}

# Installs what is missing of the packages $@ and Boost.
install_missing() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "this is not Debian or Ubuntu, so nothing is installed; needed: ${packages[*]} and Boost $oldest_boost or newer"
        return 0
    fi
    local missing lacking as_root log
    look_for_packages "$@"
    ((${#missing[@]} == 0)) && return 0
    if [[ $may_install == no ]]; then
        stop "$exit_unfit" "missing: ${missing[*]} (install with: apt-get install ${missing[*]})"
    fi
    become_root
    log=$(mktemp)
    if ((${#lacking[@]} > 0)); then
        # The lists of packages are old, or were never fetched.
        say "fetching the lists of packages"
        apt_get "$log" update || stop "$exit_unfit" "apt-get update failed; see above"
        look_for_packages "$@"
        ((${#lacking[@]} == 0)) || stop "$exit_unfit" "apt has no ${lacking[*]} for $(system_name); the labs run on Debian 12, Debian 13 and Ubuntu 24.04 (with its component universe)"
    fi
    say "installing ${#missing[@]} packages: ${missing[*]}"
    if ! apt_get "$log" install -y --no-install-recommends "${missing[@]}"; then
        say "perhaps the lists of packages are old: fetching them, and once more"
        apt_get "$log" update || stop "$exit_unfit" "apt-get update failed; see above"
        apt_get "$log" install -y --no-install-recommends "${missing[@]}" ||
            stop "$exit_unfit" "could not install ${missing[*]}; see above"
    fi
    rm -f "$log"
}
