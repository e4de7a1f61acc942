# The grader's rooms: each includes only from those that grader/CMakeLists.txt names before it.

setup() { load common; }

# "file -> header" for each include that points upwards, in directory $1 (a grader/).
upwards() (
    cd "$1" || return
    sed -nE '0,/^set\(rooms /s/^set\(rooms (.*)\)$/\1/p' CMakeLists.txt | tr ' ' '\n' >"$BATS_TEST_TMPDIR/rooms"
    grep -rE --include='*.[ch]pp' '^#include "[^"]+"' src | awk -F'"' '
        FNR == NR { order[$0] = FNR; next }
        # The room of a file is the longest name that its path begins with.
        function room(path) {
            while (sub(/\/[^\/]*$/, "", path)) if (path in order) return path
            return ""
        }
        {
            file = $1
            sub(/^src\//, "", file)
            sub(/:.*/, "", file)
            if (room(file) == "") print file ": in no room"
            else if (room($2) != "" && order[room($2)] > order[room(file)]) print file " -> " $2
        }' "$BATS_TEST_TMPDIR/rooms" -
)

@test "no room includes from one above it" {
    # shellcheck disable=SC2154  # common.bash sets it
    upwards "$repository/grader" >"$BATS_TEST_TMPDIR/found"
    [ ! -s "$BATS_TEST_TMPDIR/found" ] || { cat "$BATS_TEST_TMPDIR/found" && false; }
}

@test "an include that points upwards is noticed, as is a file in no room" {
    mkdir -p "$BATS_TEST_TMPDIR/other/src/"{low,low/inner,high,attic}
    cd "$BATS_TEST_TMPDIR/other"
    echo 'set(rooms low low/inner high)' >CMakeLists.txt
    echo '#include "low/inner/a.hpp"' >src/low/a.cpp
    printf '#include "low/a.hpp"\n#include "high/a.hpp"\n' >src/low/inner/b.cpp
    echo '#include "low/a.hpp"' >src/high/c.cpp
    echo '#include "low/a.hpp"' >src/attic/d.cpp
    [ "$(upwards . | sort)" = "attic/d.cpp: in no room
low/a.cpp -> low/inner/a.hpp
low/inner/b.cpp -> high/a.hpp" ]
}
