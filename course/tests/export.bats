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
    [ ! -e "$student/labs/INSTRUCTORS.md" ]
}

# The solutions, and the servers of the grader's own tests, most of which are a solution but for one bug. A class that
# closes a descriptor is no secret.
telling() { find "$repository/solutions" "$repository/grader/tests/submissions" -name '*.[ch]pp' ! -name unique_fd.hpp -print0; }
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

@test "what can't be is said in words" {
    run "$lab" export nonsense
    [ "$status" -eq 64 ]
    run "$lab" export student
    [ "$status" -eq 64 ]
    run "$lab" export student "$BATS_TEST_TMPDIR/x" --lab 4
    [ "$status" -eq 64 ]
    [[ $output == *"students get both labs"* ]]
    run "$lab" export student "$BATS_TEST_TMPDIR/x" --graded-by 'a b; rm'
    [ "$status" -eq 64 ]
    [[ $output == *"OWNER/REPOSITORY@REF"* ]]
    run "$lab" export gradescope "$BATS_TEST_TMPDIR/x.tar"
    [ "$status" -eq 64 ]
    run "$student/lab" export student "$BATS_TEST_TMPDIR/x"
    [ "$status" -eq 64 ]
    [[ $output == *"for instructors"* ]]
}

@test "a clone whose starter is a link to somebody's solution is not graded" {
    mkdir "$BATS_TEST_TMPDIR/eve"
    ln -s "$repository/solutions" "$BATS_TEST_TMPDIR/eve/starter"
    run "$lab" grade "$BATS_TEST_TMPDIR/eve" --lab 4 --check EchoesOneMessage
    [ "$status" -eq 64 ]
    [[ $output == *"starter is a symbolic link"* ]]
}
