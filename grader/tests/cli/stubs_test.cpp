// A stub that nobody has changed is known as such.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/labs.hpp"
#include "cli/labs.hpp"
#include "cli/options.hpp"
#include "result/rubric.hpp"
#include "submission/submission.hpp"

namespace grader {
namespace {

const std::filesystem::path repository = REPOSITORY;

class StubOfPractice : public testing::TestWithParam<int> {
 protected:
    static LabSources sources(const std::string& directory) {
        GradeOptions options;
        options.root = repository;
        options.submission = repository / directory;
        options.lab = GetParam();
        return find_submission(options).labs.at(0);
    }
};

TEST_P(StubOfPractice, IsNotBegunAndItsReferenceIs) {
    const std::string written = load_rubric(repository / properties_of(GetParam()).rubric).stub;
    const LabSources stub = sources("starter");
    EXPECT_EQ(written, stub.fingerprint())
        << "the stub has changed: write stub = \"" << stub.fingerprint() << "\" into its rubric";
    EXPECT_FALSE(was_begun(stub, repository));
    EXPECT_TRUE(was_begun(sources("solutions"), repository));
}

std::vector<int> exercises() {
    std::vector<int> numbers;
    for (const Lab& lab : labs_in(repository)) {
        if (lab.is_practice()) numbers.push_back(lab.number);
    }
    return numbers;
}

INSTANTIATE_TEST_SUITE_P(OfEach, StubOfPractice, testing::ValuesIn(exercises()),
                         [](const auto& lab) { return lab_directory(lab.param); });

}  // namespace
}  // namespace grader
