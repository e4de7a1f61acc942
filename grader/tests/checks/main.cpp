// The graded checks are linked in, to be compared with the rubrics. Without a submission they have nothing to
// check: they are never run here, whatever the command line says.
#include <gmock/gmock.h>

int main(int argc, char** argv) {
    testing::InitGoogleMock(&argc, argv);
    std::string filter = GTEST_FLAG_GET(filter);
    filter += filter.find('-') == std::string::npos ? "-" : ":";
    GTEST_FLAG_SET(filter, filter + "Lab4.*:Lab5.*");
    return RUN_ALL_TESTS();
}
