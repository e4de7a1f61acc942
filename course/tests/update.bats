# A student fetches the course's fixes and keeps everything of their own.
setup() {
    load common
    template=$BATS_TEST_TMPDIR/template
    student=$BATS_TEST_TMPDIR/student
    "$lab" export student "$template" --upstream "$template" 2>/dev/null
    git clone --quiet "$template" "$student"
}

# The course's next version: a file changed, one gone, one new.
publish() {
    echo "# mended" >>"$template/cmake/Warnings.cmake"
    git -C "$template" rm --quiet labs/models/poll.cpp
    echo "new" >"$template/labs/news.md"
    sed -i 's/^version=.*/version=2027-01-01-abcdef0/' "$template/.io-labs/course"
    (cd "$template" && find . -name .git -prune -o -type f ! -path './.io-labs/*' ! -path './starter/lab[45]/*' ! -path './starter/practice[0-9]/*' ! -name README.md ! -name .gitignore -printf '%P\0' |
        LC_ALL=C sort -z | xargs -0 sha256sum >"$BATS_TEST_TMPDIR/manifest" && mv "$BATS_TEST_TMPDIR/manifest" .io-labs/manifest.sha256)
    commit_in "$template" "next version"
}

@test "an update brings the course's files in one commit and leaves the student's" {
    publish
    echo "// mine" >>"$student/starter/lab4/main.cpp"
    echo "int x;" >"$student/starter/lab4/own.cpp"
    echo "notes" >"$student/notes.md"
    run "$student/lab" update
    [ "$status" -eq 0 ]
    [[ $output == *"updated to version 2027-01-01-abcdef0"* ]]
    tail -n 1 "$student/cmake/Warnings.cmake" | grep -qx "# mended"
    [ ! -e "$student/labs/models/poll.cpp" ]
    [ -f "$student/labs/news.md" ]
    tail -n 1 "$student/starter/lab4/main.cpp" | grep -qx "// mine"
    [ -f "$student/starter/lab4/own.cpp" ]
    # What was not committed still is not.
    git -C "$student" status --porcelain | grep -q "^ M starter/lab4/main.cpp"
    [ "$(git -C "$student" show --stat --format= HEAD | grep -c starter)" = 0 ]
    [ -z "$("$student/course/changed.sh" "$student")" ]
}

@test "with nothing new there is no commit" {
    run "$student/lab" update
    [ "$status" -eq 0 ]
    [[ $output == *"up to date"* ]]
    [ "$(git -C "$student" rev-list --count HEAD)" = 1 ]
}

@test "an update brings back what the student changed in the course's files and committed" {
    echo "broken" >"$student/cmake/Warnings.cmake"
    commit_in "$student"
    run "$student/lab" update
    [ "$status" -eq 0 ]
    cmp "$student/cmake/Warnings.cmake" "$template/cmake/Warnings.cmake"
}

@test "uncommitted changes in the course's files are not overwritten" {
    publish
    echo "precious" >>"$student/cmake/Warnings.cmake"
    run "$student/lab" update
    [ "$status" -eq 64 ]
    [[ $output == *"you have changed cmake/Warnings.cmake"* ]]
    tail -n 1 "$student/cmake/Warnings.cmake" | grep -qx precious
}

@test "a file of the student's where the course now has one is not overwritten" {
    publish
    echo "mine" >"$student/labs/news.md"
    run "$student/lab" update
    [ "$status" -eq 64 ]
    [[ $output == *"labs/news.md, and so have you"* ]]
    [ "$(cat "$student/labs/news.md")" = mine ]
    # Nor when it is committed.
    commit_in "$student"
    run "$student/lab" update
    [ "$status" -eq 64 ]
    [ "$(cat "$student/labs/news.md")" = mine ]
}

@test "an unreachable or wrong upstream is named" {
    run "$student/lab" update --from "$BATS_TEST_TMPDIR/nowhere"
    [ "$status" -eq 3 ]
    [[ $output == *"could not fetch from $BATS_TEST_TMPDIR/nowhere"* ]]
    git init --quiet "$BATS_TEST_TMPDIR/other"
    git -C "$BATS_TEST_TMPDIR/other" commit --quiet --allow-empty -m x
    run "$student/lab" update --from "$BATS_TEST_TMPDIR/other"
    [ "$status" -eq 3 ]
    [[ $output == *"is not these labs"* ]]
}

@test "an upstream whose manifest reaches for the student's files is refused" {
    publish
    sha256sum "$template/starter/lab4/main.cpp" | sed "s|$template/||" >>"$template/.io-labs/manifest.sha256"
    commit_in "$template" "greedy"
    cp "$student/starter/lab4/main.cpp" "$BATS_TEST_TMPDIR/before"
    run "$student/lab" update
    [ "$status" -eq 3 ]
    [[ $output == *"starter/lab4/main.cpp, which is not the course's to change"* ]]
    cmp "$student/starter/lab4/main.cpp" "$BATS_TEST_TMPDIR/before"
}

# A template with one lab, and a student who has begun.
begin_with() {
    "$lab" export student "$BATS_TEST_TMPDIR/one" --lab "$1" 2>/dev/null
    rm -rf "$student"
    git clone --quiet "$BATS_TEST_TMPDIR/one" "$student"
    echo "// mine" >>"$student/starter/lab$1/main.cpp"
    commit_in "$student"
    "$lab" export student "$BATS_TEST_TMPDIR/one" --lab all 2>/dev/null
}

@test "when a second lab comes, its stub comes with an update" {
    for number in 4 5; do
        rm -rf "$BATS_TEST_TMPDIR/one"
        begin_with $number
        run "$student/lab" update --from "$BATS_TEST_TMPDIR/one"
        [ "$status" -eq 0 ]
        other=$((9 - number))
        [[ $output == *"new: starter/lab$other/main.cpp"* ]]
        cmp "$student/starter/lab$other/main.cpp" "$repository/starter/lab$other/main.cpp"
        tail -n 1 "$student/starter/lab$number/main.cpp" | grep -qx "// mine"
        [ -z "$(git -C "$student" status --porcelain)" ]
        [ -z "$("$student/course/changed.sh" "$student")" ]
        [ "$("$student/lab" update --from "$BATS_TEST_TMPDIR/one" 2>&1 | tail -n 1)" = "lab: up to date: version $(sed -n s/^version=//p "$student/.io-labs/course")" ]
    done
}

@test "a stub is not put where the student has something, nor brought back when it was removed" {
    begin_with 4
    mkdir "$student/starter/lab5"
    echo "int main() {}" >"$student/starter/lab5/server.cpp"
    run "$student/lab" update --from "$BATS_TEST_TMPDIR/one"
    [ "$status" -eq 0 ]
    [ "$(ls "$student/starter/lab5")" = server.cpp ]
    [ -f "$student/labs/lab5-async/rubric.toml" ]
    rm -r "$student/starter/lab5"
    git -C "$student" commit --quiet --allow-empty -m "no lab 5"
    sed -i 's/^version=.*/version=2027-01-01-abcdef0/' "$BATS_TEST_TMPDIR/one/.io-labs/course"
    commit_in "$BATS_TEST_TMPDIR/one" "next version"
    "$student/lab" update --from "$BATS_TEST_TMPDIR/one"
    [ ! -e "$student/starter/lab5" ]
}

@test "without an address, the course is the branch of that name where the clone came from" {
    sed -i 's/^upstream=.*/upstream=/' "$template/.io-labs/course"
    commit_in "$template" "no address"
    # The student's own repository, as a host keeps it.
    git clone --quiet --bare "$template" "$BATS_TEST_TMPDIR/origin.git"
    rm -rf "$student"
    git clone --quiet "$BATS_TEST_TMPDIR/origin.git" "$student"
    run "$student/lab" update
    [ "$status" -eq 3 ]
    [[ $output == *"find remote ref refs/heads/course"*"ask where, and name it: ./lab update --from URL"* ]]
    publish
    git -C "$BATS_TEST_TMPDIR/origin.git" fetch --quiet "$template" HEAD:refs/heads/course
    run "$student/lab" update
    [ "$status" -eq 0 ]
    [[ $output == *"fetching from $BATS_TEST_TMPDIR/origin.git"*"updated to version 2027-01-01-abcdef0"* ]]
    git -C "$student" remote remove origin
    run "$student/lab" update
    [ "$status" -eq 64 ]
    [[ $output == *"does not say where the course is; ask, and name it: ./lab update --from URL" ]]
}

@test "in a directory of another repository, or in none, an update says so" {
    git init --quiet "$BATS_TEST_TMPDIR/outer"
    mv "$student" "$BATS_TEST_TMPDIR/outer/inner"
    rm -rf "$BATS_TEST_TMPDIR/outer/inner/.git"
    run "$BATS_TEST_TMPDIR/outer/inner/lab" update
    [ "$status" -eq 3 ]
    [[ $output == *"inner is only a directory in the repository "*"/outer;"* ]]
    rm -rf "$BATS_TEST_TMPDIR/outer/.git"
    run "$BATS_TEST_TMPDIR/outer/inner/lab" update
    [ "$status" -eq 3 ]
    [[ $output == *"fatal: not a git repository"* ]]
}
