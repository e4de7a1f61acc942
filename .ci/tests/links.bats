# shellcheck disable=SC2154  # common.bash and bats set the others
# Links of Markdown files: to files and headings of this repository that are there.

setup() { load common; }

# The headings of a Markdown file, as GitHub spells them in links.
anchors() {
    sed -nE 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | LC_ALL=C.UTF-8 sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'
}

# "page: link" for each link of the tracked Markdown files in directory $1 that leads nowhere.
dangling() (
    cd "$1" || return
    # (Where the student's README lies in an export, course/tests/export.bats looks at it.)
    git ls-files '*.md' ':!course/student' | while IFS= read -r page; do
        # Code may look like a link.
        awk '/^ *```/ { code = !code } !code' "$page" | grep -oE '\]\([^) ]+\)' | sed -E 's/^..(.*).$/\1/' | while IFS= read -r link; do
            [[ $link != *:* ]] || continue
            path=$page
            [[ $link == \#* ]] || path=$(dirname "$page")/${link%%#*}
            [[ -e $path ]] || { echo "$page: $link" && continue; }
            [[ $link != *#* || $path != *.md ]] || anchors "$path" | grep -qxF -- "${link#*#}" || echo "$page: $link"
        done || true
    done
)

@test "every link of a Markdown file leads to a file and a heading" {
    dangling "$repository" >"$BATS_TEST_TMPDIR/found"
    [ ! -s "$BATS_TEST_TMPDIR/found" ] || { cat "$BATS_TEST_TMPDIR/found" && false; }
}

@test "a file and a heading that are not there are noticed" {
    git init --quiet "$BATS_TEST_TMPDIR/other"
    # shellcheck disable=SC2016  # Markdown's backticks
    printf '# One `a`, two\n[well](page.md#one-a-two) [no file](none.md) [no heading](#three)\n' >"$BATS_TEST_TMPDIR/other/page.md"
    git -C "$BATS_TEST_TMPDIR/other" add page.md
    [ "$(dangling "$BATS_TEST_TMPDIR/other")" = "page.md: none.md
page.md: #three" ]
}
