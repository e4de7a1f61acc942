// A traced program is launched by a warden, and a warden is this very executable, started again.
#include <gmock/gmock.h>

#include "warden/warden.hpp"

int main(int argc, char** argv) {
    grader::serve_if_warden(argc, argv);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
