#!/usr/bin/env bash
# ./lab export: what a course hands out, made from the last commit of this repository.
#   student DIR          the template repository that students start from
#   classroom50 DIR      an assignment's autograder for Classroom 50
#   gradescope FILE.zip  an autograder for Gradescope
# Each is made aside and appears in its place when it is complete: an export that fails leaves nothing behind.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

usage() {
    cat <<'TEXT'
usage: ./lab export student DIR [--lab N] [--upstream URL] [--graded-by OWNER/REPOSITORY@REF]
       ./lab export classroom50 DIR [--lab N]
       ./lab export gradescope FILE.zip [--lab N]

student      A git repository with one commit: stubs, handouts, runtime, grader, workflow; no solutions. If DIR holds
             an earlier export, this version becomes its next commit, which `./lab update` brings to the students.
               --lab N          with this lab only (4 or 5). DIR remembers it, and the upstream; --lab all adds the other
                                one later, and `./lab update` then brings its stub, too
               --upstream URL   where students will find it: what `./lab update` fetches from
               --graded-by …    the workflow only calls the reusable one in OWNER/REPOSITORY at REF (a published
                                export), so that students can't edit what grades them
classroom50  The files of CLASSROOM/autograders/ASSIGNMENT/ in Classroom 50's configuration repository, and the
             runtime block of the assignment.
gradescope   The zip to upload as a programming assignment's autograder.
               --lab N          grade only this lab (default: each that is handed in)
TEXT
}

scratch=""   # where the export is made
parents=()   # directories that were made for it, the innermost first

remove_what_is_left() {
    local status=$? parent
    [[ -z $scratch ]] || rm -rf "$scratch"
    ((status != 0)) || return 0
    for parent in "${parents[@]}"; do rmdir --ignore-fail-on-non-empty "$parent"; done
}
trap remove_what_is_left EXIT

make_parents() {
    [[ ! -d $1 ]] || return 0
    make_parents "$(dirname "$1")"
    mkdir "$1" || stop "$exit_unfit" "can't make $1"
    parents=("$1" "${parents[@]}")
}

# Makes $scratch where the way to $1 is only a rename: beside it, or in it if it is an empty directory.
make_scratch() {
    local place=$1
    [[ -d $place ]] || place=$(dirname "$place")
    make_parents "$place"
    mkdir "$place/.export.$$" || stop "$exit_unfit" "can't make anything in $place"
    scratch=$place/.export.$$
}

put_in_place() {
    local made=$1 target=$2
    if [[ -d $target ]]; then find "$made" -mindepth 1 -maxdepth 1 -exec mv -t "$target" {} +; else mv -fT "$made" "$target"; fi
}

require_new_directory() {
    [[ ! -e $1 || -d $1 ]] || stop "$exit_usage" "$1 is not a directory; name a new one"
    [[ ! -d $1 || -z $(ls -A "$1") ]] || stop "$exit_usage" "$1 is not empty${2:-}; name a new directory"
}

# Puts the course's files for students, with record and manifest, into a directory.
stage() {
    local into=$1 upstream=$2 lab=${3:-} version
    version=$(course_version)
    [[ -z $(git -C "$root" status --porcelain --untracked-files=no) ]] || say "changes that are not committed are left out"
    mkdir -p "$into/.github/workflows" "$into/.io-labs"
    exported_paths "$lab" | tr '\n' '\0' | xargs -0 git -C "$root" archive HEAD -- | tar -x -C "$into"
    # A line of the README that is about one lab says so at its end, for this.
    git -C "$root" show HEAD:course/student/README.md |
        awk -v only="$lab" '!match($0, / *<!-- lab [0-9]+ -->$/) { print; next }
            only == "" || index($0, "<!-- lab " only " -->") { print substr($0, 1, RSTART - 1) }' >"$into/README.md"
    git -C "$root" show HEAD:course/student/gitignore >"$into/.gitignore"
    git -C "$root" show HEAD:course/github/grade-submission.yml >"$into/.github/workflows/grade-submission.yml"
    git -C "$root" show HEAD:course/github/classroom.yml >"$into/.github/workflows/classroom.yml"
    printf '%s\n' "version=$version" "upstream=$upstream" ${lab:+"lab=$lab"} >"$into/$record"
}

# To be called when the tree is as it shall be.
write_manifest() {
    local tree=$1
    (cd "$tree" && find . -name .git -prune -o -type f -printf '%P\n') | manifest_of "$tree" >"$scratch/manifest"
    mv "$scratch/manifest" "$tree/$manifest"
}

# The template is made by nobody in particular if git does not know who is at work.
commit_all() {
    local tree=$1 message=$2
    git -C "$tree" -c user.name="$(git -C "$root" config user.name || echo 'The course')" \
        -c user.email="$(git -C "$root" config user.email || echo 'course@localhost')" \
        -c commit.gpgSign=false -c core.hooksPath=/dev/null commit --quiet -m "$message"
}

# The workflow with OWNER/REPOSITORY@REF for the placeholders; what is not of that form would be YAML of its own.
name_the_grading_repository() {
    local tree=$1 graded_by=$2
    git -C "$root" show HEAD:course/github/calls-course.yml |
        sed -e "s|OWNER/REPOSITORY|${graded_by%@*}|g" -e "s|@REF|@${graded_by##*@}|g" >"$tree/.github/workflows/classroom.yml"
    sed -i -e "s|OWNER/REPOSITORY|${graded_by%@*}|g" -e "s|REF-OF-THE-COURSE|${graded_by##*@}|g" "$tree/.github/workflows/grade-submission.yml"
}

# Makes $scratch/tree a repository whose next commit will follow those of the export in $1, if there is one.
begin_template() {
    local earlier=$1
    if [[ -n $earlier ]]; then
        scratch=$(mktemp -d)
        git clone --quiet --no-checkout "$earlier" "$scratch/tree"
    else
        make_scratch "$directory"
        git init --quiet -b main "$scratch/tree"
    fi
}

export_student() {
    local directory=$1 upstream=$2 graded_by=$3 lab=$4 earlier=""
    if [[ -f $directory/$record && -d $directory/.git ]]; then
        earlier=$(realpath "$directory")
        require_repository "$earlier"
        [[ -z $(git -C "$earlier" status --porcelain) ]] ||
            stop "$exit_usage" "$directory has changes that are not committed; commit or undo them first"
        [[ -n $upstream ]] || upstream=$(recorded "$earlier" upstream)
        [[ -n $lab ]] || lab=$(recorded "$earlier" lab)
    else
        require_new_directory "$directory" " and holds no earlier export"
    fi
    [[ $lab != all ]] || lab=""
    begin_template "$earlier"
    local tree=$scratch/tree
    stage "$tree" "$upstream" "$lab"
    if [[ -n $graded_by ]]; then
        name_the_grading_repository "$tree" "$graded_by"
    else
        rm "$tree/.github/workflows/grade-submission.yml"
    fi
    write_manifest "$tree"
    git -C "$tree" add --all --force
    if [[ -n $earlier ]] && git -C "$tree" diff --quiet --cached HEAD; then
        say "$directory has this version already"
        return
    fi
    commit_all "$tree" "The labs, version $(recorded "$tree" version)"
    if [[ -n $earlier ]]; then
        git -C "$earlier" fetch --quiet --no-tags "$tree" HEAD
        git -C "$earlier" -c core.hooksPath=/dev/null merge --quiet --ff-only FETCH_HEAD || {
            git -C "$earlier" reset --quiet --hard
            stop "$exit_unfit" "$directory could not be brought to this version; see above"
        }
    else
        put_in_place "$tree" "$directory"
    fi
    say "made $directory: version $(recorded "$directory" version)${lab:+, lab $lab only}, $(git -C "$directory" ls-files | wc -l) files, $(du -sh --exclude=.git "$directory" | cut -f1)"
    # On a host of ./lab host, that is where the template is.
    [[ -n $upstream ]] || say "without --upstream, ./lab update looks for the branch course in the repository that a student's clone came from"
}

# The course as a graded submission needs it, in a directory of its own inside a bundle.
stage_bundle() {
    local into=$1 lab=$2
    mkdir -p "$into/io-labs"
    stage "$into/io-labs" ""
    rm -r "$into/io-labs/.github"
    write_manifest "$into/io-labs"
    # What they are told here is for machines: which labs to grade.
    printf '%s\n' "${lab:+--lab $lab}" >"$into/grade-options"
}

export_classroom50() {
    local directory=$1 lab=$2
    require_new_directory "$directory"
    make_scratch "$directory"
    local bundle=$scratch/tree/autograder size
    stage_bundle "$bundle" "$lab"
    tar -C "$bundle" -czf "$bundle/io-labs.tar.gz" io-labs
    rm -r "$bundle/io-labs"
    git -C "$root" show HEAD:course/classroom50/autograder.py >"$bundle/autograder.py"
    git -C "$root" show HEAD:course/classroom50/runtime.json >"$scratch/tree/runtime.json"
    size=$(du -sb "$bundle" | cut -f1)
    ((size <= 10000000)) || stop "$exit_unfit" "the bundle has $size bytes, and Classroom 50 takes 10 MB"
    put_in_place "$scratch/tree" "$directory"
    say "made $directory: autograder/ ($((size / 1000)) kB) goes to CLASSROOM/autograders/ASSIGNMENT/ of your classroom50 repository, runtime.json to --runtime"
}

export_gradescope() {
    local file=$1 lab=$2 script
    [[ $file == *.zip ]] || stop "$exit_usage" "Gradescope takes a zip: name FILE.zip, not $file"
    [[ ! -d $file ]] || stop "$exit_usage" "$file is a directory; name a file"
    command -v zip >/dev/null || stop "$exit_unfit" "missing: zip (install with: apt-get install zip)"
    make_scratch "$file"
    stage_bundle "$scratch/tree" "$lab"
    for script in setup.sh run_autograder; do
        git -C "$root" show "HEAD:course/gradescope/$script" >"$scratch/tree/$script"
        chmod +x "$scratch/tree/$script"
    done
    (cd "$scratch/tree" && zip --quiet --recurse-paths ../made.zip .)
    put_in_place "$scratch/made.zip" "$file"
    say "made $file ($(du -h "$file" | cut -f1)): upload it as the autograder of a programming assignment"
}

# What an option's value must be, checked before anything is made.
require_value() {
    local option=$1 value=$2
    case $option in
        --lab) if [[ $kind == student ]]; then require_lab "$value" all; else require_lab "$value"; fi ;;
        *) [[ $kind == student ]] || stop "$exit_usage" "$option is for student" ;;
    esac
    [[ $option != --graded-by || $value =~ ^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+@[A-Za-z0-9._/-]+$ ]] ||
        stop "$exit_usage" "--graded-by takes OWNER/REPOSITORY@REF, like my-course/io-labs@main, not \"$value\""
    # The record has a line for it.
    [[ $option != --upstream || ($value == ?* && $value != -* && $value != *$'\n'*) ]] || stop "$exit_usage" "--upstream takes an address, not \"$value\""
}

kind=${1:-}
case $kind in
    student | classroom50 | gradescope) shift ;;
    "" | help | --help | -h)
        usage
        exit 0
        ;;
    *) stop "$exit_usage" "there is nothing called \"$kind\" to export; there are student, classroom50 and gradescope" ;;
esac
target="" upstream="" graded_by="" lab=""
while (($# > 0)); do
    case $1 in
        --help | -h)
            usage
            exit 0
            ;;
        --upstream | --graded-by | --lab)
            (($# > 1)) || stop "$exit_usage" "$1 wants a value"
            require_value "$1" "$2"
            case $1 in
                --upstream) upstream=$2 ;;
                --graded-by) graded_by=$2 ;;
                --lab) lab=$2 ;;
            esac
            shift
            ;;
        -*) stop "$exit_usage" "there is no option $1; \`./lab export --help\` lists what there is" ;;
        *)
            [[ -z $target ]] || stop "$exit_usage" "one place only: $target or $1"
            target=$1
            ;;
    esac
    shift
done
[[ -n $target ]] || stop "$exit_usage" "where to? ./lab export $kind $([[ $kind == gradescope ]] && echo FILE.zip || echo DIR)"
! is_exported "$root" || stop "$exit_usage" "this is an export itself; make it from the course repository"
git -C "$root" rev-parse --verify HEAD >/dev/null || stop "$exit_unfit" "an export is made from the last commit of $root, which git can't read; its own words are above"
case $kind in
    student) export_student "$target" "$upstream" "$graded_by" "$lab" ;;
    classroom50) export_classroom50 "$target" "$lab" ;;
    gradescope) export_gradescope "$target" "$lab" ;;
esac
