#!/usr/bin/env bash
# ./lab export: what a course hands out, made from the last commit of this repository.
#   student DIR          the template repository that students start from
#   classroom50 DIR      an assignment's autograder for Classroom 50
#   gradescope FILE.zip  an autograder for Gradescope
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=course/common.sh
source "$root/course/common.sh"
# shellcheck source=course/version.sh
source "$root/course/version.sh"

usage() {
    cat <<'TEXT'
usage: ./lab export student DIR [--upstream URL] [--graded-by OWNER/REPOSITORY@REF]
       ./lab export classroom50 DIR [--lab N]
       ./lab export gradescope FILE.zip [--lab N]

student      A git repository with one commit: stubs, handouts, runtime, grader, workflow; no solutions. If DIR holds
             an earlier export, this version becomes its next commit, which `./lab update` brings to the students.
               --upstream URL   where students will find it: what `./lab update` fetches from
               --graded-by …    the workflow only calls the reusable one in OWNER/REPOSITORY at REF (a published
                                export), so that students can't edit what grades them
classroom50  The files of CLASSROOM/autograders/ASSIGNMENT/ in Classroom 50's configuration repository, and the
             runtime block of the assignment.
gradescope   The zip to upload as a programming assignment's autograder.
               --lab N          grade only this lab (default: each that is handed in)
TEXT
}

# Puts the course's files for students, with record and manifest, into an empty directory.
stage() {
    local into=$1 upstream=$2
    exported_paths | tr '\n' '\0' | xargs -0 git -C "$root" archive HEAD -- | tar -x -C "$into"
    mkdir -p "$into/.github/workflows" "$into/.io-labs"
    git -C "$root" show HEAD:course/student/README.md >"$into/README.md"
    git -C "$root" show HEAD:course/student/gitignore >"$into/.gitignore"
    git -C "$root" show HEAD:course/github/grade-submission.yml >"$into/.github/workflows/grade-submission.yml"
    git -C "$root" show HEAD:course/github/classroom.yml >"$into/.github/workflows/classroom.yml"
    printf 'version=%s\nupstream=%s\n' "$(course_version)" "$upstream" >"$into/$record"
}

# To be called when the tree is as it shall be.
write_manifest() {
    local tree=$1
    (cd "$tree" && find . -name .git -prune -o -type f -printf '%P\n') | manifest_of "$tree" >"$scratch.manifest"
    mv "$scratch.manifest" "$tree/$manifest"
}

# The template is made by nobody in particular if git does not know who is at work.
commit_all() {
    local tree=$1 message=$2
    git -C "$tree" add --all --force
    git -C "$tree" -c user.name="$(git -C "$root" config user.name || echo 'The course')" \
        -c user.email="$(git -C "$root" config user.email || echo 'course@localhost')" \
        -c commit.gpgSign=false -c core.hooksPath=/dev/null commit --quiet -m "$message"
}

# The workflow with OWNER/REPOSITORY@REF for the placeholders; what is not of that form would be YAML of its own.
name_the_grading_repository() {
    local tree=$1 graded_by=$2
    [[ $graded_by =~ ^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+@[A-Za-z0-9._/-]+$ ]] ||
        stop "$exit_usage" "--graded-by takes OWNER/REPOSITORY@REF, like my-course/io-labs@main, not \"$graded_by\""
    git -C "$root" show HEAD:course/github/calls-course.yml |
        sed -e "s|OWNER/REPOSITORY|${graded_by%@*}|g" -e "s|@REF|@${graded_by##*@}|g" >"$tree/.github/workflows/classroom.yml"
    sed -i -e "s|OWNER/REPOSITORY|${graded_by%@*}|g" -e "s|REF-OF-THE-COURSE|${graded_by##*@}|g" "$tree/.github/workflows/grade-submission.yml"
}

export_student() {
    local directory=$1 upstream=$2 graded_by=$3 next=no
    if [[ -e $directory ]]; then
        [[ -d $directory ]] || stop "$exit_usage" "$directory is not a directory"
        if [[ -n $(ls -A "$directory") ]]; then
            [[ -f $directory/$record && -d $directory/.git ]] ||
                stop "$exit_usage" "$directory is not empty and holds no earlier export; name a new directory"
            [[ -z $(git -C "$directory" status --porcelain) ]] ||
                stop "$exit_usage" "$directory has changes that are not committed; commit or undo them first"
            next=yes
            [[ -n $upstream ]] || upstream=$(recorded "$directory" upstream)
        fi
    fi
    mkdir -p "$directory" || stop "$exit_unfit" "can't make $directory"
    stage "$scratch" "$upstream"
    if [[ -n $graded_by ]]; then
        name_the_grading_repository "$scratch" "$graded_by"
    else
        rm "$scratch/.github/workflows/grade-submission.yml"
    fi
    write_manifest "$scratch"
    if [[ $next == yes ]]; then
        (cd "$directory" && git ls-files -z | xargs -0 rm -f)
    else
        git init --quiet -b main "$directory"
    fi
    cp -a "$scratch/." "$directory"
    if [[ $next == yes && -z $(git -C "$directory" status --porcelain) ]]; then
        say "$directory has this version already"
        return
    fi
    commit_all "$directory" "The labs, version $(course_version)"
    say "made $directory: version $(course_version), $(git -C "$directory" ls-files | wc -l) files, $(du -sh --exclude=.git "$directory" | cut -f1)"
    [[ -n $upstream ]] || say "without --upstream, students must name it: ./lab update --from URL"
}

# The course as a graded submission needs it, in a directory of its own inside a bundle.
export_bundle() {
    local into=$1 lab=$2
    mkdir "$into/io-labs"
    stage "$into/io-labs" ""
    rm -r "$into/io-labs/.github"
    write_manifest "$into/io-labs"
    # What they are told here is for machines: which labs to grade.
    printf '%s\n' "${lab:+--lab $lab}" >"$into/grade-options"
}

export_classroom50() {
    local directory=$1 lab=$2
    [[ ! -e $directory || -d $directory && -z $(ls -A "$directory") ]] || stop "$exit_usage" "$directory is not empty; name a new directory"
    export_bundle "$scratch" "$lab"
    tar -C "$scratch" -czf "$scratch/io-labs.tar.gz" io-labs
    rm -r "$scratch/io-labs"
    git -C "$root" show HEAD:course/classroom50/autograder.py >"$scratch/autograder.py"
    mkdir -p "$directory/autograder"
    cp "$scratch"/* "$directory/autograder/"
    git -C "$root" show HEAD:course/classroom50/runtime.json >"$directory/runtime.json"
    local size
    size=$(du -sb "$directory/autograder" | cut -f1)
    ((size <= 10000000)) || stop "$exit_unfit" "the bundle has $size bytes, and Classroom 50 takes 10 MB"
    say "made $directory: autograder/ ($((size / 1000)) kB) goes to CLASSROOM/autograders/ASSIGNMENT/ of your classroom50 repository, runtime.json to --runtime"
}

export_gradescope() {
    local file=$1 lab=$2
    [[ $file == *.zip ]] || stop "$exit_usage" "Gradescope takes a zip: name FILE.zip, not $file"
    command -v zip >/dev/null || stop "$exit_unfit" "missing: zip (install with: apt-get install zip)"
    mkdir -p "$(dirname "$file")"
    file=$(realpath "$file")
    export_bundle "$scratch" "$lab"
    local script
    for script in setup.sh run_autograder; do
        git -C "$root" show "HEAD:course/gradescope/$script" >"$scratch/$script"
        chmod +x "$scratch/$script"
    done
    rm -f "$file"
    (cd "$scratch" && zip --quiet --recurse-paths "$file" .)
    say "made $file ($(du -h "$file" | cut -f1)): upload it as the autograder of a programming assignment"
}

kind=${1:-}
case $kind in
    student | classroom50 | gradescope) shift ;;
    "" | help | --help | -h)
        usage
        exit 0
        ;;
    *) stop "$exit_usage" "there is nothing called \"$kind\" to export; \`./lab export --help\` lists what there is" ;;
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
            case $1 in
                --lab) [[ $2 =~ ^[45]$ ]] || stop "$exit_usage" "--lab takes 4 or 5, not \"$2\"" ;;&
                --lab) [[ $kind != student ]] || stop "$exit_usage" "--lab is for classroom50 and gradescope: students get both labs" ;;&
                --upstream | --graded-by) [[ $kind == student ]] || stop "$exit_usage" "$1 is for student" ;;
            esac
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
[[ -n $target ]] || stop "$exit_usage" "where to? \`./lab export --help\` shows how it is used"
! is_exported "$root" || stop "$exit_usage" "this is an export itself; make it from the course repository"
git -C "$root" rev-parse --quiet --verify HEAD >/dev/null || stop "$exit_unfit" "$root is not a git repository with a commit; exports are made from its last one"
[[ -z $(git -C "$root" status --porcelain --untracked-files=no) ]] || say "changes that are not committed are left out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
case $kind in
    student) export_student "$target" "$upstream" "$graded_by" ;;
    classroom50) export_classroom50 "$target" "$lab" ;;
    gradescope) export_gradescope "$target" "$lab" ;;
esac
