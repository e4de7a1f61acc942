# shellcheck shell=bash
# shellcheck disable=SC2154  # the statuses are those of `lab`
# Sourced by `lab`: reads the options of a verb before anything is built for it, by the verb's own help. An option is a
# line of the help that begins with two spaces and a dash; words in capitals after its names are its value:
#     -R, --tests-regex REGEX    only tests whose names match

# The one of the words $2… that is spelt most like $1; nothing if none is.
nearest() {
    local word=$1
    shift
    printf '%s\n' "$@" | awk -v word="$word" '
        function letter(text, at) { return substr(text, at, 1) }
        function less(a, b) { return a < b ? a : b }
        # How many letters are added, left out, changed, or swapped with the next one (Damerau and Levenshtein).
        function distance(a, b,   i, j, d) {
            for (i = 0; i <= length(a); ++i) d[i, 0] = i
            for (j = 0; j <= length(b); ++j) d[0, j] = j
            for (i = 1; i <= length(a); ++i)
                for (j = 1; j <= length(b); ++j) {
                    d[i, j] = less(less(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (letter(a, i) != letter(b, j)))
                    if (i > 1 && j > 1 && letter(a, i) == letter(b, j - 1) && letter(a, i - 1) == letter(b, j))
                        d[i, j] = less(d[i, j], d[i - 2, j - 2] + 1)
                }
            return d[length(a), length(b)]
        }
        # A word that begins like another one is near to it, however much is left out.
        { d = index($0, word) == 1 && length(word) > 2 ? 1 : distance(tolower(word), tolower($0)) }
        best == "" || d < least { least = d; best = $0 }
        END { if (least == 1 || least * 3 <= length(best)) print best }'
}

# "; did you mean PREFIX…? LISTS", with that of the words $4… which is nearest to $1; without one, "; LISTS".
or_rather() {
    local word=$1 prefix=$2 lists=$3 meant
    shift 3
    meant=$(nearest "$word" "$@")
    printf '; %s%s' "${meant:+did you mean \`$prefix$meant\`? }" "$lists"
}

# The options in a help text, one a line: its name, and its value's if it has one.
options_in() {
    awk '/^  -/ {
        count = 0
        value = ""
        for (i = 1; i <= NF; ++i) {
            word = $i
            sub(/,$/, "", word)
            if (word ~ /^-/) { names[++count] = word; continue }
            if (word ~ /^[A-Z][A-Z:.|=]*$/) value = word
            break
        }
        for (i = 1; i <= count; ++i) print names[i], value
    }' <<<"$1"
}

# Stops at a word of $3… that verb $1 with help $2 has no use for. Words that are no options are given to the function
# `operand`, which the caller has.
require_known_words() {
    local verb=$1 help=$2 word name value
    shift 2
    local -A value_of=()
    while read -r name value; do value_of[$name]=$value; done < <(options_in "$help")
    while (($# > 0)); do
        word=$1
        shift
        if [[ $word != -* ]]; then
            operand "$word"
            continue
        fi
        name=${word%%=*}
        # -j8 is -j 8, for options of one letter that have a value.
        [[ -n ${value_of[$name]+known} || $word == --* || -z ${value_of[${word:0:2}]:-} ]] || name=${word:0:2}
        [[ -n ${value_of[$name]+known} ]] ||
            stop "$exit_usage" "$verb has no option $name$(or_rather "$name" "" "\`./lab $verb --help\` lists what there is" "${!value_of[@]}")"
        value=${value_of[$name]}
        if [[ -z $value ]]; then
            [[ $word != *=* ]] || stop "$exit_usage" "$name takes no value: write $name alone"
        elif [[ $word == "$name" ]]; then
            [[ $# -gt 0 && ${1:-} != -* ]] || stop "$exit_usage" "$name wants a value: $name $value"
            shift
        fi
    done
}
