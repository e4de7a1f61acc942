# shellcheck shell=bash
# shellcheck disable=SC2154  # $record is of version.sh
# Sourced by host.sh: the students' repositories of $host. Each has, beside the student's branches,
#     refs/heads/course      the template as it is now: what ./lab update in a student's clone fetches
#     refs/course/VERSION    each template there was: what the course's files in a commit are compared with
# Nobody can push to either.

readonly course_branch=course

repository_of() { echo "${host:?}/repositories/$1.git"; }

# Made aside and moved into its place when it is complete: nobody clones half of it.
make_repository() {
    local student=$1 fresh=$host/repositories/.new.$1.$$
    git init --quiet --bare -b "$(setting branch main)" "$fresh"
    git -C "$fresh" fetch --quiet --no-tags "$host/template" "HEAD:refs/heads/$(setting branch main)"
    git -C "$fresh" config http.receivepack true
    furnish "$fresh"
    mv "$fresh" "$(repository_of "$student")"
}

# What a repository needs from this version of the course. One that exists keeps the student's branches as they are.
furnish() { is_usable_repository "$1" && protect "$1" && install_hook "$1" && give_template "$1"; }

# What git refuses in a push.
protect() {
    # Objects that are not well-formed (paths with .. in them) could fool what reads them later, and so could refs that
    # are the course's or that let one object stand for another.
    git -C "$1" config receive.fsckObjects true &&
        git -C "$1" config --replace-all receive.hideRefs refs/course &&
        git -C "$1" config --add receive.hideRefs "refs/heads/$course_branch" &&
        git -C "$1" config --add receive.hideRefs refs/replace &&
        # One student's videos must not fill everybody's disk.
        git -C "$1" config receive.maxInputSize "$(setting most_pushed 64m)"
}

# The hook asks host.conf where the course is, so that the course can move.
install_hook() {
    # shellcheck disable=SC2016  # the hook's own variables
    printf '#!/bin/sh\nhost=$(cd ../.. && pwd)\nexec bash "$(sed -n s/^root=//p "$host/host.conf")/course/host/post_receive.sh" "$host"\n' >"$1/hooks/post-receive.new" &&
        chmod +x "$1/hooks/post-receive.new" && mv "$1/hooks/post-receive.new" "$1/hooks/post-receive"
}

give_template() {
    local tip ref
    ref=$(template_ref "$(cat "$host/template/$record")")
    git -C "$1" fetch --quiet --no-tags "$host/template" "+HEAD:$ref" || return
    # A branch of that name may be the student's, from before there was this one.
    if tip=$(git -C "$1" rev-parse --quiet --verify "refs/heads/$course_branch") &&
        [[ -z $(git -C "$1" for-each-ref --points-at="$tip" refs/course) ]]; then
        say "its branch $course_branch is the student's own; rename it (git -C $1 branch -m $course_branch NAME), then ./lab host init again"
        return 1
    fi
    git -C "$1" update-ref "refs/heads/$course_branch" "$ref"
}
