# shellcheck disable=SC2154,SC2016  # common.bash and bats set the others; backticks are Markdown's
# The guide for instructors speaks of causes by their names: they are those that reports have.
setup() { load common; }

# The names in the last column of the table of misconceptions, one a line.
causes_in() { sed -n '/^### Misconceptions/,/^### /p' "$1" | grep '^| ' | awk -F'|' '{ print $(NF - 1) }' | grep -o '`[^`]*`' | tr -d '`'; }
# Those of $1 that file $2 does not define.
unknown_causes() { causes_in "$1" | while IFS= read -r cause; do grep -qxF "id = \"$cause\"" "$2" || echo "$cause"; done; }

@test "each misconception names causes that there are, and each has one" {
    guide=$repository/course/INSTRUCTORS.md
    [ "$(causes_in "$guide" | wc -l)" -ge 30 ]
    [ -z "$(unknown_causes "$guide" "$repository/labs/causes.toml")" ] || { unknown_causes "$guide" "$repository/labs/causes.toml" && false; }
    [ -z "$(causes_in "$guide" | sort | uniq -d)" ]
    no_line -vE '^\| what|` \|$' <(sed -n '/^### Misconceptions/,/^### /p' "$guide" | grep '^| ')
}

@test "a cause that there is not is noticed" {
    printf '%s\n' '### Misconceptions' '| a | b | `sigpipe`, `sigpope` |' '### More' '| a | b | `none` |' >"$BATS_TEST_TMPDIR/guide"
    [ "$(unknown_causes "$BATS_TEST_TMPDIR/guide" "$repository/labs/causes.toml")" = sigpope ]
}

@test "the plan has each stage of both labs, and no other" {
    for lab in 4 5; do
        diff <(sed -n '/^## A week/,/^### /p' "$repository/course/INSTRUCTORS.md" | grep -oE "Lab $lab, stages? [A-E]( and [A-E])*" | grep -oE '\b[A-E]\b' | sort) \
            <(sed -nE '/^\[\[stage\]\]/,/^id/s/^id = "(.)"/\1/p' "$repository"/labs/lab$lab-*/rubric.toml | sort)
    done
}
