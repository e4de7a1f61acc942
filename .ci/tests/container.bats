# shellcheck disable=SC2154  # common.bash and bats set the others
# The container for students without a Debian or Ubuntu of their own. That it works is what .ci/fresh tries.

setup() {
    load common
    folder=$repository/.devcontainer
}

# JSON with comments, as its readers take it.
setting() { grep -v '^ *//' "$folder/devcontainer.json" | jq -r "$1"; }

@test "it has the capabilities that tracing and namespaces need" {
    [ "$(setting '.capAdd | sort | join(" ")')" = "SYS_ADMIN SYS_PTRACE" ]
    [ "$(setting '.securityOpt | sort | join(" ")')" = "apparmor=unconfined seccomp=unconfined" ]
}

@test "only properties that the format knows are used" {
    known='name build remoteUser capAdd securityOpt init postCreateCommand waitFor customizations'
    for key in $(setting 'keys[]'); do [[ " $known " == *" $key "* ]]; done
}

@test "all that the image runs is the script that .ci/fresh runs, for the same user" {
    [ "$(grep -c '^RUN ' "$folder/Dockerfile")" = 1 ]
    grep -qx 'RUN sh /tmp/install.sh student' "$folder/Dockerfile"
    grep -qx 'USER student' "$folder/Dockerfile"
    [ "$(setting .remoteUser)" = student ]
    grep -q '^readonly user=student$' "$repository/.ci/fresh"
    [ "$(setting .build.dockerfile)" = Dockerfile ]
}

@test "what it does when it is made is a command line that lab takes" {
    run bash -c "echo '$(setting .postCreateCommand)'"
    [ "$output" = "bash lab setup --tools" ]
    grep -qF "$output" "$repository/.ci/fresh"
}

@test "students get it" {
    # shellcheck disable=SC2034
    root=$repository
    source "$repository/course/common.sh"
    source "$repository/course/version.sh"
    exported_paths >"$BATS_TEST_TMPDIR/paths"
    for path in lab lab.d/packages.sh .devcontainer/devcontainer.json .devcontainer/Dockerfile .devcontainer/install.sh; do
        grep -qx "$path" "$BATS_TEST_TMPDIR/paths"
    done
    ! grep '^.ci/' "$BATS_TEST_TMPDIR/paths" || false
}
