#include "observe/view.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "report/text.hpp"

namespace grader {
namespace {

View busy_view() {
    View view;
    view.name = "server";
    view.process = 4711;
    view.address = "127.0.0.1:4000";
    view.model.name = "thread per connection";
    view.model.evidence = std::string(300, 'x') + " and more";
    view.load.pace = "20 messages a second each";
    for (int index = 0; index < 100; ++index) {
        view.threads.push_back(
            {5000 + index, 4711, "a thread with a very long name", 'S', 0.5, "recvfrom, client 1"});
        view.sockets.push_back({index, 40'000 + index, "connected", 1, 2, "4711"});
    }
    view.calls = {{"recvfrom", 10, 1}, {"sendto", 10, 1}};
    return view;
}

TEST(View, FitsEveryScreenFromTheSmallestOn) {
    for (const std::size_t width : {20U, 80U, 200U}) {
        for (const std::size_t height : {1U, 5U, 23U, 50U}) {
            const auto lines = lines_of(busy_view(), width, height);
            // What stands above the lists is cut by who paints it.
            if (height >= 23 && width >= 80) {
                EXPECT_LE(lines.size(), height);
            }
            for (const ViewLine& line : lines) EXPECT_EQ(cut(line.text, width), line.text);
        }
    }
}

TEST(View, SaysHowManyRowsAreLeftOut) {
    std::string all;
    for (const ViewLine& line : lines_of(busy_view(), 100, 30)) all += line.text + "\n";
    EXPECT_THAT(all, testing::ContainsRegex("… [0-9]+ more"));
    EXPECT_THAT(all, testing::HasSubstr("recvfrom"));
}

TEST(View, WithoutALimitShowsEverything) {
    EXPECT_GT(lines_of(busy_view(), 100, 0).size(), 200U);
}

}  // namespace
}  // namespace grader
