# Which files of an export tell how to solve a lab? awk -f leaks.awk what=stub STUBS... what=solution SOLUTIONS...
# what=export EXPORTED... A line is telling if it is long, no comment, directive or end of a block, and in no stub. Prints each exported file that shares at
# least four telling lines, and a fifth of them all, with one solution's file.
{
    line = $0
    gsub(/^[ \t]+|[ \t]+$/, "", line)
    if (length(line) < 30 || line ~ /^(#|\/\/|namespace|using |return |throw )/) next
}
what == "stub" {
    given[line] = 1
    next
}
line in given { next }
what == "solution" {
    if (!((FILENAME, line) in told)) {
        told[FILENAME, line] = 1
        lines[FILENAME]++
        if (!(line in files)) files[line] = FILENAME
        else files[line] = files[line] "\n" FILENAME
    }
    next
}
(line in files) && !((FILENAME, line) in seen) {
    seen[FILENAME, line] = 1
    count = split(files[line], holders, "\n")
    for (i = 1; i <= count; i++) shared[FILENAME "\n" holders[i]]++
}
END {
    for (pair in shared) {
        split(pair, names, "\n")
        if (shared[pair] >= 4 && shared[pair] * 5 >= lines[names[2]])
            print names[1] " tells " shared[pair] " of the " lines[names[2]] " telling lines of " names[2]
    }
}
