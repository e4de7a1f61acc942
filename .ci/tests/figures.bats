# shellcheck disable=SC2154,SC2016  # bats sets the others; backticks are Markdown's
# The reading's figures are those of the run that is kept, and .ci/figures.py writes a run's into a text. Nothing is measured.

setup() {
    bats_require_minimum_version 1.5.0
    command -v python3 >/dev/null || skip "python3 is missing"
    figures=$BATS_TEST_DIRNAME/../figures.py
    here=$BATS_TEST_TMPDIR
    run_of=$here/run
    mkdir "$run_of"
    cat >"$run_of/compare.json" <<'JSON'
{"when": "2026-11-30T09:00:00Z", "machine": [["processor", "two cores"]],
 "scenarios": [{"key": "c1-all"}, {"key": "c10-one"}], "servers": [{"key": "poll"}, {"key": "select"}],
 "rows": [{"scenario": "c1-all", "server": "poll", "values": {"cpu_us": {"median": 26.71}, "threads": {"median": 10001.0}, "trips": {"median": 121049.3}}},
          {"scenario": "c1-all", "server": "select", "values": {"cpu_us": {"median": 99.7}, "threads": {"median": 1.0}, "trips": {"median": 0.061}}}]}
JSON
    echo '{"echo": [{"key": "w1", "contestants": [{"peer": "rt", "windows": [{"p99_us": 3}, {"p99_us": 1}, {"p99_us": 2}]}]}], "figures": [{"key": "memory", "rows": [{"peer": "rt", "values": [0.482]}]}]}' >"$run_of/bench.json"
    printf '%-40s %10s ns %8s\n' "a function call" 1.1 1 "waking a thread that sleeps" 18040.0 16000 >"$run_of/scale.txt"
    cat >"$here/text.md" <<'TEXT'
It takes <!--= compare c1-all poll cpu_us -->?<!--=--> µs, from <!--= compare c1-all least:poll,select cpu_us -->?<!--=--> to <!--= compare c1-all most:poll,select cpu_us -->?<!--=-->.

<!--= rows: poll select
columns: compare c1-all {row} trips; compare c1-all {row} threads; compare c10-one {row} trips -->
| `server` | trips | threads | of ten |
|---|---|---|---|
| poll | | | |
| select | | | |

<!--= rows: a_function_call waking_a_thread
columns: scale {row}; scale {row} / scale a function call -->
| | ns | calls |
|---|---|---|
| a function call | 1 | 1 |
| a wake-up | 1 | 1 |

<!--= bench w1 rt p99_us -->?<!--=--> µs, <!--= bench memory rt idle -->?<!--=--> KiB
TEXT
    sed -i 's/| | | |$/| ? | ? | ? |/' "$here/text.md"
}

at() { python3 "$figures" --of "$here" "$@"; }

@test "the figures of the reading are those of the run that is kept" {
    python3 "$figures" --check
    [ "$(jq '.figures | length' "$BATS_TEST_DIRNAME/../../labs/reading/figures.json")" -ge 80 ]
}

@test "a run is written into the text, and then they agree" {
    at --from "$run_of"
    grep -qF 'It takes <!--= compare c1-all poll cpu_us -->27<!--=--> µs, from <!--= compare c1-all least:poll,select cpu_us -->27<!--=--> to' "$here/text.md"
    grep -qF 'cpu_us -->100<!--=-->.' "$here/text.md"
    grep -qxF "| poll | 121,000 | 10,001 | can't |" "$here/text.md"
    grep -qxF "| select | 0.06 | 1 | can't |" "$here/text.md"
    grep -qxF "| a function call | 1.1 | 1.0 |" "$here/text.md"
    grep -qxF "| a wake-up | 18,000 | 16,400 |" "$here/text.md"
    grep -qF -- '-->2.0<!--=--> µs, <!--= bench memory rt idle -->0.48<!--=--> KiB' "$here/text.md"
    [ "$(jq -r .runs.when "$here/figures.json")" = 2026-11-30T09:00:00Z ]
    at --check
    cp "$here/text.md" "$here/before"
    at --again
    cmp "$here/text.md" "$here/before"
}

@test "a figure that was changed by hand is named, with what the run has" {
    at --from "$run_of"
    sed -i 's/121,000/131,000/; s/-->27<!--=--> µs/-->28<!--=--> µs/' "$here/text.md"
    run at --check
    [ "$status" = 1 ]
    [[ $output == *"text.md:1: "*"-->28<!"*"the run has: "*"-->27<!"* ]]
    [[ $output == *"text.md:7: | poll | 131,000 |"*"| poll | 121,000 |"* ]]
}

@test "what the text has and the run has not is named, and the other way round" {
    at --from "$run_of"
    echo '<!--= compare c1-all poll p50_us -->9<!--=-->' >>"$here/text.md"
    run at --check
    [ "$status" = 1 ]
    [[ $output == *"figures.json has no compare c1-all poll p50_us"* ]]
    sed -i '$d' "$here/text.md"
    sed -i 's/, <!--= bench memory.*//' "$here/text.md"
    run at --check
    [ "$status" = 1 ]
    [[ $output == *"a figure that the text has not: bench memory rt idle"* ]]
}

@test "a table whose rows are not those of its comment is named" {
    sed -i 's/^| select.*/&\n| epoll | ? | ? | ? |/' "$here/text.md"
    run at --from "$run_of"
    [ "$status" = 1 ]
    [[ $output == *"a row that its comment does not name: | epoll"* ]]
}

@test "a name that no run has is named" {
    for name in "compare c9-all poll cpu_us" "compare c1-all pole cpu_us" "bench w9 rt p99_us" "scale lemonade" "lemonade"; do
        sed "1s/compare c1-all poll cpu_us/$name/" "$here/text.md" >"$here/other"
        cp "$here/other" "$here/text.md"
        run at --from "$run_of"
        [ "$status" = 1 ]
        [[ $output == *"${name#* }"* || $output == *"${name%% *}"* ]]
        sed -i "1s/$name/compare c1-all poll cpu_us/" "$here/text.md"
    done
    run at --measure
    [ "$status" = 1 ]
    [[ $output == *"there is no such option"* ]]
}
