// What handouts show as code compiles: all blocks that are marked as cpp, one after another in one file.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

std::string code_in(const std::string& markdown) {
    std::istringstream lines(markdown);
    std::string code;
    bool in_code = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("```", 0) == 0)
            in_code = line == "```cpp";
        else if (in_code)
            code += line + "\n";
    }
    return code;
}

class HandoutExamples : public TestInDirectory {
 protected:
    /// What the compiler says of the examples, with the headers that a student has.
    std::string complaints_about(const std::string& code) {
        std::ofstream(source_)
            << "#include <array>\n#include <chrono>\n#include <csignal>\n#include <cstdio>\n"
               "#include <cstring>\n#include <filesystem>\n#include <optional>\n"
               "#include <span>\n#include <string>\n"
               "#include \"lab/audit.hpp\"\n#include \"rt/rt.hpp\"\n"
            << code;
        const std::string command = "'" COMPILER
                                    "' -std=c++20 -fsyntax-only -Werror=unused-result -I'" REPOSITORY
                                    "/runtime/include' -I'" REPOSITORY "/starter/include' '" +
                                    source_.string() + "' > '" + messages_.string() + "' 2>&1";
        const int status = std::system(command.c_str());
        return status == 0 ? "" : read_file(messages_).value_or("no messages");
    }

 private:
    const fs::path source_ = directory_ / "examples.cpp";
    const fs::path messages_ = directory_ / "messages";
};

TEST_F(HandoutExamples, OfLabFiveCompile) {
    const std::string code =
        code_in(read_file(fs::path(REPOSITORY) / "labs/lab5-async/README.md").value_or(""));
    ASSERT_NE(code.find("rt::timeout"), std::string::npos);
    EXPECT_EQ(complaints_about(code), "");
}

TEST_F(HandoutExamples, OfTheRuntimesBookCompile) {
    const std::string code = code_in(read_file(fs::path(REPOSITORY) / "runtime/README.md").value_or(""));
    ASSERT_NE(code.find("rt::TcpStream"), std::string::npos);
    EXPECT_EQ(complaints_about(code), "");
}

TEST_F(HandoutExamples, ThatDoNotCompileAreFound) {
    EXPECT_NE(complaints_about("rt::TcpStream copied(rt::TcpStream& stream) { return stream; }\n"), "");
}

}  // namespace
}  // namespace grader
