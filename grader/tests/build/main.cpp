// Compilers run in the arena, so this executable must be able to be a warden.
#include <gmock/gmock.h>
#include <stdlib.h>

#include "warden/warden.hpp"

int main(int argc, char** argv) {
    grader::serve_if_warden(argc, argv);
    // Tests compile what they say, and leave nothing in their user's home.
    ::setenv("IO_LABS_CACHE", "off", 1);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
