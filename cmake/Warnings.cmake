# The warnings every target of this repository is compiled with: link to io_labs_warnings.
add_library(io_labs_warnings INTERFACE)
target_compile_options(io_labs_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual)
