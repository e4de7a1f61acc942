# The warnings every target of this repository is compiled with: link to io_labs_warnings.
add_library(io_labs_warnings INTERFACE)
target_compile_options(io_labs_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
# Where the files of a library are compiled as one unit, the names of one are not hidden from the others: what these
# two say then is about no file that somebody wrote. File by file, they are on.
target_compile_options(io_labs_warnings INTERFACE
    $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow>
    $<$<AND:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,$<CXX_COMPILER_ID:GNU>>:-Wno-subobject-linkage>)
