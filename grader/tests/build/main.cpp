// Compilers run in the arena, so this executable must be able to be a warden.
#include <gmock/gmock.h>

#include "warden/warden.hpp"

int main(int argc, char** argv) {
    grader::serve_if_warden(argc, argv);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
