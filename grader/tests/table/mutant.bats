# shellcheck disable=SC2154,SC2030,SC2031  # bats sets the others; each test is a shell of its own
# Submissions that are a patch to another one, put together and made: of a table with two of them.

setup() {
    bats_require_minimum_version 1.5.0
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
    unset GIT_DIR
    table="$BATS_TEST_TMPDIR/a table"
    copy="$BATS_TEST_TMPDIR/a copy"
    base=$table/lab4/ok-counts
    mutant=$table/lab4/mutants/stops-at-ten
    mkdir -p "$base/lab4" "$mutant"
    cp "$BATS_TEST_DIRNAME/../submissions/mutant" "$table/"
    echo 'fails = []' >"$base/expect.toml"
    seq 1 20 >"$base/lab4/main.cpp"
    echo more >"$base/lab4/more.hpp"
    printf '%s\n' 'base = "ok-counts"' 'fails = ["Counts"]' >"$mutant/expect.toml"
    printf '%s\n' '--- a/lab4/main.cpp' '+++ b/lab4/main.cpp' '@@ -7,7 +7,7 @@' ' 7' ' 8' ' 9' '-10' '+stop' ' 11' ' 12' ' 13' >"$mutant/bug.patch"
}

put() { "$table/mutant" put "$@"; }
take() { "$table/mutant" take "$@"; }

# It fails, and says all of the words.
refuses() {
    local words=("${@:2}") word
    run "$1" "${arguments[@]}"
    [ "$status" = 1 ] || { echo "status $status: $output" && return 1; }
    for word in "${words[@]}"; do
        [[ $output == *"$word"* ]] || { echo "no \"$word\" in: $output" && return 1; }
    done
}

@test "a whole submission is put as it is" {
    put lab4/ok-counts "$copy"
    diff -r "$base/lab4" "$copy/lab4"
}

@test "a mutant is its base with the bug" {
    put lab4/stops-at-ten "$copy"
    [ "$(sed -n 10p "$copy/lab4/main.cpp")" = stop ]
    [ "$(wc -l <"$copy/lab4/main.cpp")" = 20 ]
    cmp "$copy/lab4/more.hpp" "$base/lab4/more.hpp"
    [ "$(sed -n 10p "$base/lab4/main.cpp")" = 10 ]
}

@test "a repository around it changes nothing, and neither does one that a hook names" {
    git init --quiet "$BATS_TEST_TMPDIR"
    GIT_DIR=.git put lab4/stops-at-ten "$copy"
    grep -qx stop "$copy/lab4/main.cpp"
}

@test "sources that can't be written to are put so that the copy can be" {
    chmod -R a-w "$table"
    put lab4/stops-at-ten "$copy"
    [[ $(stat -c %A "$copy/lab4/main.cpp") == -rw* ]]
    chmod -R u+w "$table"
}

@test "a patch that does not apply is named, with its base and the way out" {
    sed -i 's/^12$/twelve/' "$base/lab4/main.cpp"
    arguments=(lab4/stops-at-ten "$copy")
    refuses put "mutants/stops-at-ten/bug.patch does not apply to its base lab4/ok-counts" "lab4/main.cpp:7" \
        "mutant carry lab4/ok-counts" "mutant put lab4/ok-counts DIR" "mutant take lab4/stops-at-ten DIR"
}

@test "a patch needs no more than its own lines of the base" {
    sed -i -e '1i zero' -e 's/^6$/six/' "$base/lab4/main.cpp"
    put lab4/stops-at-ten "$copy"
    [ "$(sed -n 11p "$copy/lab4/main.cpp")" = stop ]
}

@test "a mutant without a patch, a base or an expect.toml says what to do" {
    arguments=(lab4/stops-at-ten "$copy")
    rm "$mutant/bug.patch"
    refuses put "has no patch" "mutant take lab4/stops-at-ten DIR"
    sed -i 's/ok-counts/ok-gone/' "$mutant/expect.toml"
    refuses put "names the base lab4/ok-gone, which is not a whole submission"
    sed -i 's/ok-gone/stops-at-ten/' "$mutant/expect.toml"
    refuses put "names no right server as its base"
    rm "$mutant/expect.toml"
    refuses put "there is no submission lab4/stops-at-ten"
}

@test "nothing that is there already is written over" {
    mkdir "$copy"
    arguments=(lab4/ok-counts "$copy")
    refuses put "is there already"
}

@test "what is taken is put again" {
    put lab4/stops-at-ten "$copy"
    echo 21 >>"$copy/lab4/main.cpp"
    echo new >"$copy/lab4/new.hpp"
    rm "$copy/lab4/more.hpp"
    take lab4/stops-at-ten "$copy"
    [ "$(grep -c '^[-+][^-+]' "$mutant/bug.patch")" = 5 ]
    put lab4/stops-at-ten "$copy again"
    diff -r "$copy" "$copy again"
}

@test "a variant's patch is called so" {
    mkdir -p "$table/lab4/variants/ok-to-twenty-one"
    echo 'base = "ok-counts"' >"$table/lab4/variants/ok-to-twenty-one/expect.toml"
    put lab4/ok-counts "$copy"
    echo 21 >>"$copy/lab4/main.cpp"
    take lab4/ok-to-twenty-one "$copy"
    [ -f "$table/lab4/variants/ok-to-twenty-one/variant.patch" ]
}

@test "no patch is taken of a copy without a change, and none of a whole submission" {
    put lab4/ok-counts "$copy"
    arguments=(lab4/stops-at-ten "$copy")
    refuses take "is lab4/ok-counts without a change"
    arguments=(lab4/ok-counts "$copy")
    refuses take "lab4/ok-counts is whole"
}

# A table that is committed, whose base is then edited by sed.
edit_base() {
    git -C "$table" init --quiet
    git -C "$table" add .
    git -C "$table" -c user.name=Ada -c user.email=ada@localhost commit --quiet -m table
    sed -i "$1" "$base/lab4/main.cpp"
}

@test "an edited base carries its patches along" {
    edit_base 's/^12$/twelve/'
    arguments=(lab4/stops-at-ten "$copy")
    refuses put "does not apply"
    "$table/mutant" carry lab4/ok-counts
    put lab4/stops-at-ten "$copy"
    [ "$(sed -n 10p "$copy/lab4/main.cpp")" = stop ]
    [ "$(sed -n 12p "$copy/lab4/main.cpp")" = twelve ]
    [ "$(grep -c '^[-+][^-+]' "$mutant/bug.patch")" = 2 ]
}

@test "a patch that meets the edit of its base is named, with the place to resolve that" {
    edit_base 's/^10$/ten/'
    TMPDIR=$BATS_TEST_TMPDIR run "$table/mutant" carry lab4/ok-counts
    [ "$status" = 1 ]
    [[ $output =~ "lab4/stops-at-ten: edit and patch meet; resolve that in "([^,]*)"," ]]
    grep -qx '<<<<<<< lab4/stops-at-ten' "${BASH_REMATCH[1]}/lab4/main.cpp"
}

# The table itself. Continuous integration grades a part of it each time, and a base is edited once.
@test "every patch applies to its base" {
    table=$BATS_TEST_DIRNAME/../submissions
    cd "$table"
    local place name failed=0 patches=0
    for place in lab*/{mutants,variants}/*; do
        name=${place%%/*}/${place##*/}
        rm -rf "$copy"
        "$table/mutant" put "$name" "$copy" || failed=1
        patches=$((patches + 1))
    done
    ((failed == 0 && patches > 200))
}
