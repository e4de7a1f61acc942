# shellcheck disable=SC2154,SC2034,SC2016  # common.bash and bats share variables with it; backticks are the messages' own
# Wrong command lines of `lab`: each is one line and status 64, at once, with the nearest right one; nothing is built.

setup() { load common; }

# A command line, and words that its complaint must have.
refuses() {
    read -ra command <<<"$1"
    shift
    refused "$@"
}

@test "a verb that does not exist" {
    refuses "grad" 'there is no "grad"' 'did you mean `./lab grade`?'
    refuses "hlep" 'did you mean `./lab help`?'
    refuses "tset" 'did you mean `./lab test`?'
    refuses "exprt student x" 'did you mean `./lab export`?'
    refuses "hots init x" 'did you mean `./lab host`?'
    refuses "Grade" 'did you mean `./lab grade`?'
    refuses "setupp" 'did you mean `./lab setup`?'
    refuses "docter" 'did you mean `./lab doctor`?'
    refuses "benchmark" 'there is no "benchmark"'
    refuses "lemonade" 'there is no "lemonade"; `./lab help`'
    refuses "help lemonade" 'there is no "lemonade"'
}

@test "an option before the verb" {
    refuses "--lab 4" "the verb comes first" "./lab grade --lab"
    refuses "--version" "the verb comes first"
    refuses "-R foo" "the verb comes first"
}

@test "test: what ctest would not take, or not for this" {
    refuses "test foo" 'did you mean `./lab test -R foo`?'
    refuses "test --quik" 'did you mean `--quick`?'
    refuses "test -R" "-R wants a value: -R REGEX"
    refuses "test -R --quick" "-R wants a value"
    refuses "test --paralel 4" 'did you mean `--parallel`?'
    refuses "test --rerun" 'did you mean `--rerun-failed`?'
    refuses "test -r foo" 'did you mean `-R`?'
    refuses "test -Qx" "has no option -Qx"
    refuses "test -N=human" "-N takes no value"
    refuses "test --timeout" "--timeout wants a value: --timeout SECONDS"
    refuses "test --repeat until-fail:3 --foo" "has no option --foo"
    refuses "test -LE table -j2 -Rfoo x" 'not "x"'
    refuses "test --build-and-test a b" "has no option --build-and-test"
    IO_LABS_JOBS=many refuses "test" 'IO_LABS_JOBS should be a number' '"many"'
    IO_LABS_JOBS=0 refuses "test -N" 'IO_LABS_JOBS should be a number'
}

@test "bench: without a subject, or with an option that it does not have" {
    refuses "bench" "./lab bench runtime"
    refuses "bench models" 'not "models"' "./lab bench runtime"
    refuses "bench --quick" "./lab bench runtime"
    refuses "bench runtime --quik" 'did you mean `--quick`?'
    refuses "bench runtime fast" 'not "fast"'
    refuses "bench runtime --rounds" "--rounds wants a value: --rounds N"
    refuses "bench runtime --peer rt" 'did you mean `--peers`?'
    refuses "bench client --quick" 'takes nothing more, not "--quick"'
    refuses "bench runtime --list=all" "--list takes no value"
}

@test "compare: what is no program and no model, and an option that it does not have" {
    refuses "compare nosuch" "nosuch is no model and no program" "./lab compare --help"
    refuses "compare /etc/passwd" "/etc/passwd is no model"
    refuses "compare --quick /tmp" "/tmp is no model"
    refuses "compare 6" "6 is no model"
    refuses "compare --fast" "has no option --fast"
    refuses "compare --scales" 'did you mean `--scale`?'
    refuses "compare --against" "--against wants a value: --against FILE"
    refuses "compare -q" "has no option -q"
    refuses "models" 'there is no "models"'
}

@test "predict: what is no lab, and an option that it does not have" {
    refuses "predict 6" 'not "6"' "./lab predict --help"
    refuses "predict starter/lab4" 'not "starter/lab4"'
    refuses "predict 4 --mesure" 'did you mean `--measure`?'
    refuses "predict 4 --guess" "--guess wants a value: --guess N=TEXT"
    refuses "predict --json" "which lab?"
    refuses "predict --guess 3=2" "which lab?"
    refuses "predict 4 --on /nowhere" "--on takes a directory" '"/nowhere"'
}

@test "choose: what it does not take" {
    refuses "choose 4" 'not "4"' "./lab choose --help"
    refuses "choose --fast" "has no option --fast"
    refuses "choose --guess" "--guess wants a value: --guess N=TEXT"
    refuses "choose --on solutions" "has no option --on"
}

@test "setup: what it does not take" {
    refuses "setup tools" 'not "tools"'
    refuses "setup --tool" 'did you mean `--tools`?'
    refuses "setup --quick" "has no option --quick"
    refuses "setup --ci=yes" "--ci takes no value"
}

@test "help of each verb that is not the grader's comes at once, before anything is built" {
    for verb in test bench compare predict choose setup; do
        for words in "$verb --help" "$verb -h" "help $verb" "$verb --lemonade --help"; do
            # shellcheck disable=SC2086  # these are several words
            run "$lab" $words
            [ "$status" = 0 ]
            [[ $output == "usage: ./lab $verb"* ]]
        done
    done
    [ ! -e "$IO_LABS_BUILD" ]
}

@test "the help names every verb, and every verb of the help is one" {
    run "$lab" help
    [ "$status" = 0 ]
    diff <(sed -nE 's/^  \.\/lab ([a-z]+) .*/\1/p' <<<"$output" | sort -u) \
        <(bash -c "source '$repository/lab.d/help.sh'; printf '%s\n' \"\${verbs[@]}\"" | sort)
}

@test "lab knows each option of the comparison, and no other" {
    compare=$repository/labs/models/compare/options.cpp
    diff <(grep -oE '"--[a-z0-9-]+' "$compare" | tr -d '"' | grep -vE -- '--(lab[45]|situation)' | sort) \
        <("$lab" compare --help | grep -oE '^  --[a-z-]+' | tr -d ' ' | sort)
    # Its models are those that there are.
    diff <(basename -s .cpp "$repository"/labs/models/*.cpp | sort) \
        <("$lab" compare --help | sed -n '/^SERVER/,/^$/p' | tr '(),' '\n' | grep -oE '^ *[a-z_]+ *$' | tr -d ' ' | sort)
}

@test "lab knows each option of the predictor, and no other" {
    # What `lab` itself tells it is in no group; --on is built by `lab`, and --quick is for choosing alone.
    options=$(grep -E 'add_(flag|option)\("--' "$repository/grader/src/predict/options.cpp" | grep -v 'group("")' | sed -E 's/.*\("(--[a-z-]+)".*/\1/')
    known() { "$lab" "$1" --help | grep -oE '^  --[a-z-]+' | tr -d ' ' | sort; }
    diff <(sort <<<"$options"$'\n'--on) <(known predict)
    diff <(sort <<<"$options"$'\n'--quick) <(known choose)
}

@test "lab knows each option of the benchmark, and no other" {
    bench=$repository/runtime/bench/driver/options.cpp
    diff <(grep -oE 'add_(flag|option)\("--[a-z-]+' "$bench" | sed 's/.*"//' | sort) \
        <("$lab" bench --help | grep -oE '^  --[a-z-]+' | tr -d ' ' | sort)
}

@test "the options of ctest that lab passes on are ctest's" {
    ctest --help >"$BATS_TEST_TMPDIR/known"
    source "$repository/lab.d/help.sh"
    source "$repository/lab.d/words.sh"
    [ "$(options_in "$(help_of_test)" | wc -l)" -gt 30 ]
    options_in "$(help_of_test)" | while read -r option _; do
        [ "$option" = --quick ] || grep -qE -- "(^|[ ,])$option([ ,=<[]|\$)" "$BATS_TEST_TMPDIR/known" || { echo "$option" && false; }
    done
}

@test "what ctest takes is passed on as it is written" {
    source "$repository/lab.d/help.sh"
    source "$repository/lab.d/words.sh"
    exit_usage=64
    stop() { echo "$2" && return 1; }
    operand() { stop 64 "$1"; }
    require_known_words test "$(help_of_test)" --quick -R 'a|b' -j8 --parallel=3 -LE table -VV --repeat until-fail:3 \
        --no-tests=error --timeout 20 --output-junit x.xml -N --rerun-failed
}
