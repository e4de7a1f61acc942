# What students get, and what they don't.
setup_file() {
    load common
    "$lab" export student "$BATS_FILE_TMPDIR/student" --upstream https://git.example.org/io-labs 2>"$BATS_FILE_TMPDIR/said"
}

setup() {
    load common
    student=$BATS_FILE_TMPDIR/student
}

@test "the export is a clean git repository with one commit" {
    [ "$(git -C "$student" rev-list --count HEAD)" = 1 ]
    [ -z "$(git -C "$student" status --porcelain --ignored)" ]
    grep -q "made .*version" "$BATS_FILE_TMPDIR/said"
}

@test "it records where it comes from" {
    grep -qx "upstream=https://git.example.org/io-labs" "$student/.io-labs/course"
    grep -qx "version=$(git -C "$repository" log -1 --format=%cs-%h)" "$student/.io-labs/course"
}

@test "students get stubs, handouts, runtime, grader and workflow" {
    for path in lab README.md starter/lab4/main.cpp starter/lab5/main.cpp labs/lab4-blocking/README.md labs/lab5-async/rubric.toml \
        labs/reading/io-models.md runtime/include/rt/task.hpp grader/src/cli/main.cpp .github/workflows/classroom.yml; do
        [ -f "$student/$path" ] || { echo "missing: $path" && false; }
    done
    cmp "$student/starter/lab4/main.cpp" "$repository/starter/lab4/main.cpp"
}

@test "nothing is named like a solution or a broken server" {
    [ ! -e "$student/solutions" ]
    [ ! -e "$student/grader/tests" ]
    [ ! -e "$student/course/INSTRUCTORS.md" ]
}

# The solutions, and the servers of the grader's own tests, most of which are a solution but for one bug. A class that
# closes a descriptor is no secret, and loops like those of practice 1 and 2 are among the models, which students may read.
telling() { find "$repository/solutions" "$repository/grader/tests/submissions" -name '*.[ch]pp' ! -name unique_fd.hpp ! -path '*/practice[12]/*' -print0; }
exported() { find "$student" -name .git -prune -o -type f -print0; }
stubs() { find "$repository/starter" -name '*.[ch]pp' -print0; }
leaks() { { printf 'what=stub\0' && stubs && printf 'what=solution\0' && telling && printf 'what=export\0' && exported; } | xargs -0 awk -f "$BATS_TEST_DIRNAME/leaks.awk"; }

@test "no file of the export tells how to solve a lab" {
    run leaks
    [ "$status" -eq 0 ]
    [ -z "$output" ] || { echo "$output" && false; }
}

# But for main.cpp, which says little that its stub doesn't.
@test "each solution would be noticed wherever it were" {
    mkdir "$BATS_TEST_TMPDIR/export"
    student=$BATS_TEST_TMPDIR/export
    while IFS= read -r file; do
        { echo '```cpp' && cat "$file" && echo '```'; } >"$student/handout.md"
        run leaks
        [[ $output == *"handout.md tells "*"$file"* ]] || { echo "not noticed: $file" && false; }
    done < <(find "$repository/solutions" -name '*.cpp' ! -name main.cpp)
}

@test "what is for those who develop the course stays with it" {
    for path in docs CONTRIBUTING.md CHANGELOG.md SECURITY.md .ci .clangd .editorconfig .github/ISSUE_TEMPLATE .github/pull_request_template.md; do
        [ -e "$repository/$path" ]
        [ ! -e "$student/$path" ]
    done
}

@test "an unchanged clone has nothing to report, a changed one names what was changed" {
    git clone --quiet "$student" "$BATS_TEST_TMPDIR/clone"
    cd "$BATS_TEST_TMPDIR/clone"
    [ -z "$(course/changed.sh .)" ]
    echo "// more" >>starter/lab4/main.cpp
    echo "notes" >notes.txt
    [ -z "$(course/changed.sh .)" ]
    sed -i 's/points = 4/points = 40/' labs/lab4-blocking/rubric.toml
    rm grader/src/base/error.cpp
    run course/changed.sh .
    [[ $output == *"labs/lab4-blocking/rubric.toml is not as the course gave it"* ]]
    [[ $output == *"grader/src/base/error.cpp is missing"* ]]
}

@test "a link among the course's files is named, wherever it leads" {
    git clone --quiet "$student" "$BATS_TEST_TMPDIR/clone"
    ln -sf /dev/zero "$BATS_TEST_TMPDIR/clone/lab"
    [[ "$(timeout 30 "$repository/course/changed.sh" "$BATS_TEST_TMPDIR/clone")" == *"lab is not as the course gave it"* ]]
}

@test "the course sees changes although the manifest was changed with them" {
    git clone --quiet "$student" "$BATS_TEST_TMPDIR/clone"
    cd "$BATS_TEST_TMPDIR/clone"
    echo >>grader/src/cli/main.cpp
    sed -i "s|^[0-9a-f]*  grader/src/cli/main.cpp|$(sha256sum grader/src/cli/main.cpp)|" .io-labs/manifest.sha256
    [ -z "$(course/changed.sh .)" ]
    [[ "$("$repository/course/changed.sh" .)" == *"grader/src/cli/main.cpp is not as the course gave it"* ]]
}

@test "a directory with something else in it is refused and left alone" {
    mkdir "$BATS_TEST_TMPDIR/mine"
    echo precious >"$BATS_TEST_TMPDIR/mine/file"
    run "$lab" export student "$BATS_TEST_TMPDIR/mine"
    [ "$status" -eq 64 ]
    [[ $output == *"is not empty and holds no earlier export"* ]]
    [ "$(cat "$BATS_TEST_TMPDIR/mine/file")" = precious ]
}

@test "exporting again into an export makes the next commit, and none when nothing is new" {
    git clone --quiet --no-local "$student" "$BATS_TEST_TMPDIR/template"
    run "$lab" export student "$BATS_TEST_TMPDIR/template"
    [ "$status" -eq 0 ]
    [[ $output == *"has this version already"* ]]
    git -C "$BATS_TEST_TMPDIR/template" rm --quiet labs/lab4-blocking/rubric.toml
    commit_in "$BATS_TEST_TMPDIR/template" "an older version"
    run "$lab" export student "$BATS_TEST_TMPDIR/template"
    [ "$status" -eq 0 ]
    [ "$(git -C "$BATS_TEST_TMPDIR/template" rev-list --count HEAD)" = 3 ]
    [ -f "$BATS_TEST_TMPDIR/template/labs/lab4-blocking/rubric.toml" ]
    grep -qx "upstream=https://git.example.org/io-labs" "$BATS_TEST_TMPDIR/template/.io-labs/course"
}

# The links of Markdown files to files that are not there; the benchmark stays with the course.
dangling_links() {
    local page target
    while IFS= read -r page; do
        grep -oE '[^[]\]\([^)# ]+' "$page" | cut -c4- | grep -vE ':|bench/' | while IFS= read -r target; do
            [ -e "$(dirname "$page")/$target" ] || echo "$page: $target"
        done || true
    done < <(find "$1" -name '*.md')
}

@test "an export for one lab has this one and asks for no other" {
    for number in 4 5; do
        one=$BATS_TEST_TMPDIR/lab$number
        "$lab" export student "$one" --lab $number 2>/dev/null
        [ "$(find "$one/starter" -maxdepth 1 -name 'lab*' -printf '%f')" = lab$number ]
        [ "$(find "$one"/labs/lab* -name rubric.toml | wc -l)" = 1 ]
        no_line -E "lab [45] -->|grade --lab $((9 - number))|starter/lab$((9 - number))" "$one/README.md"
        grep -q "starter/lab$number/" "$one/README.md"
        [ -z "$(dangling_links "$one")" ] || { dangling_links "$one" && false; }
        [ -z "$(git -C "$one" status --porcelain)" ]
        # Nothing is missed in it: neither by itself, nor by the course, nor by an export with both labs.
        for course in "$one" "$repository" "$student"; do [ -z "$("$course/course/changed.sh" "$one")" ]; done
        echo "# more" >>"$one/labs/lab$number"-*/rubric.toml
        for course in "$one" "$repository" "$student"; do [[ "$("$course/course/changed.sh" "$one")" == "labs/lab$number-"*"/rubric.toml is not as the course gave it"* ]]; done
    done
    [ -z "$(dangling_links "$student")" ]
    # Lab 5's handout refers to Lab 4's.
    [ -f "$BATS_TEST_TMPDIR/lab5/labs/lab4-blocking/README.md" ]
    [ ! -e "$BATS_TEST_TMPDIR/lab4/labs/lab5-async" ]
}

@test "students get the exercises, unless the course leaves them out" {
    for path in starter/practice1/main.cpp labs/practice/README.md labs/practice/2-edges/rubric.toml; do [ -f "$student/$path" ]; done
    [ ! -e "$student/solutions/practice1" ]
    course=$BATS_TEST_TMPDIR/course
    git clone --quiet "$repository" "$course"
    sed -i 's/^practice=.*/practice=off/' "$course/course/settings.conf"
    commit_in "$course"
    "$course/lab" export student "$BATS_TEST_TMPDIR/without" 2>/dev/null
    [ -z "$(find "$BATS_TEST_TMPDIR/without/starter" "$BATS_TEST_TMPDIR/without/labs" -name 'practice*')" ]
    [ -z "$(dangling_links "$BATS_TEST_TMPDIR/without")" ]
    # It is no part of Lab 4 alone: it refers to both labs.
    "$lab" export student "$BATS_TEST_TMPDIR/four" --lab 4 2>/dev/null
    [ ! -e "$BATS_TEST_TMPDIR/four/labs/practice" ]
}

@test "an export for one lab stays one until both are asked for" {
    one=$BATS_TEST_TMPDIR/one
    "$lab" export student "$one" --lab 4 2>/dev/null
    run "$lab" export student "$one"
    [[ $output == *"has this version already"* ]]
    "$lab" export student "$one" --lab all 2>/dev/null
    [ "$(git -C "$one" rev-list --count HEAD)" = 2 ]
    diff -r --exclude=.git --exclude=course "$student" "$one"
}

# Everything that a failed export could have left.
names() { find "$BATS_TEST_TMPDIR" -path '*/bin' -prune -o -print | LC_ALL=C sort; }

@test "an export that fails leaves nothing behind, not even the way to it" {
    mkdir "$BATS_TEST_TMPDIR"/{bin,empty}
    # Without zip, and with one that fails.
    ln -s /usr/bin/* /bin/* "$BATS_TEST_TMPDIR/bin/" 2>/dev/null || true
    rm -f "$BATS_TEST_TMPDIR/bin/zip"
    names >"$BATS_FILE_TMPDIR/before"
    PATH=$BATS_TEST_TMPDIR/bin run "$lab" export gradescope "$BATS_TEST_TMPDIR/a/b/x.zip"
    [ "$status" -eq 3 ]
    [[ $output == *"apt-get install zip"* ]]
    names | diff "$BATS_FILE_TMPDIR/before" -
    for program in zip tar git; do
        rm -f "$BATS_TEST_TMPDIR/bin/$program"
        printf '#!/bin/sh\ncase " $* " in *" archive "* | *" -x "* | *" -czf "* | *made.zip*) echo "%s: No space left on device" >&2; exit 9 ;; esac\nPATH=/usr/bin:/bin exec %s "$@"\n' $program $program >"$BATS_TEST_TMPDIR/bin/$program"
        chmod +x "$BATS_TEST_TMPDIR/bin/$program"
    done
    for target in "gradescope a/b/x.zip" "classroom50 a/b/c" "classroom50 empty" "student a/b/c" "student empty"; do
        # shellcheck disable=SC2086
        PATH=$BATS_TEST_TMPDIR/bin run "$lab" export ${target% *} "$BATS_TEST_TMPDIR/${target#* }"
        [ "$status" -ne 0 ]
        [[ $output == *"No space left on device"* ]]
        names | diff "$BATS_FILE_TMPDIR/before" -
    done
}

@test "what was there is there unchanged after an export that failed" {
    "$lab" export gradescope "$BATS_TEST_TMPDIR/x.zip" 2>/dev/null
    cp "$BATS_TEST_TMPDIR/x.zip" "$BATS_TEST_TMPDIR/copy"
    git clone --quiet "$student" "$BATS_TEST_TMPDIR/template"
    git -C "$BATS_TEST_TMPDIR/template" rm --quiet labs/lab4-blocking/rubric.toml
    commit_in "$BATS_TEST_TMPDIR/template" "an older version"
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\nexit 9\n' >"$BATS_TEST_TMPDIR/bin/zip"
    printf '#!/bin/sh\ncase " $* " in *" commit "*) exit 9 ;; esac\nPATH=/usr/bin:/bin exec git "$@"\n' >"$BATS_TEST_TMPDIR/bin/git"
    chmod +x "$BATS_TEST_TMPDIR/bin"/*
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$lab" export gradescope "$BATS_TEST_TMPDIR/x.zip"
    [ "$status" -ne 0 ]
    cmp "$BATS_TEST_TMPDIR/x.zip" "$BATS_TEST_TMPDIR/copy"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$lab" export student "$BATS_TEST_TMPDIR/template"
    [ "$status" -ne 0 ]
    [ -z "$(git -C "$BATS_TEST_TMPDIR/template" status --porcelain --ignored)" ]
    [ "$(git -C "$BATS_TEST_TMPDIR/template" rev-list --count HEAD)" = 2 ]
}

@test "on a full disk, an export says so and leaves nothing" {
    mkdir "$BATS_TEST_TMPDIR/small"
    mount -t tmpfs -o size=512k none "$BATS_TEST_TMPDIR/small" 2>/dev/null || skip "this needs the right to mount"
    for target in "student a/b" "classroom50 a/b" "gradescope a/x.zip"; do
        # shellcheck disable=SC2086
        run "$lab" export ${target% *} "$BATS_TEST_TMPDIR/small/${target#* }"
        failed=$status said=$output left=$(ls -A "$BATS_TEST_TMPDIR/small")
        [[ $failed -ne 0 && $said == *"No space left on device"* && -z $left ]] || break
    done
    umount "$BATS_TEST_TMPDIR/small"
    [[ $failed -ne 0 && $said == *"No space left on device"* && -z $left ]] || { echo "$target: $failed: $said: $left" && false; }
}

@test "a clone whose starter is a link to somebody's solution is not graded" {
    mkdir "$BATS_TEST_TMPDIR/eve"
    ln -s "$repository/solutions" "$BATS_TEST_TMPDIR/eve/starter"
    run "$lab" grade "$BATS_TEST_TMPDIR/eve" --lab 4 --check EchoesOneMessage
    [ "$status" -eq 2 ]
    [[ $output == *"starter is a symbolic link"* ]]
}
