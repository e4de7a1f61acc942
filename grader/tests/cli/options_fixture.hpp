// A command line that is parsed, and what that prints.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.hpp"

namespace grader {

class CommandLine : public testing::Test {
 protected:
    CommandLine() { ::unsetenv("IO_LABS_ROOT"); }

    /// Parses these words; what it prints is kept.
    Parsed parse(std::vector<std::string> words) {
        words.insert(words.begin(), "io-labs-grader");
        std::vector<char*> pointers;
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Parsed parsed = parse_command_line(static_cast<int>(words.size()), pointers.data());
        printed_ = testing::internal::GetCapturedStdout();
        complaint_ = testing::internal::GetCapturedStderr();
        return parsed;
    }

    GradeOptions grade(std::vector<std::string> words) {
        words.insert(words.begin(), "grade");
        const Parsed parsed = parse(std::move(words));
        EXPECT_TRUE(parsed.command) << complaint_;
        if (!parsed.command) return {};
        EXPECT_EQ(parsed.command->verb, Command::Verb::grade);
        return parsed.command->grade;
    }

    /// A usage error: its status, its only line.
    std::string usage_error(std::vector<std::string> words) {
        const bool other =
            !words.empty() && (words[0] == "doctor" || words[0] == "report" || words[0] == "debug");
        const std::string verb = other ? words[0] : "grade";
        const Parsed parsed = parse(std::move(words));
        EXPECT_FALSE(parsed.command);
        EXPECT_EQ(parsed.exit_status, exit_usage);
        EXPECT_THAT(printed_, testing::IsEmpty());
        EXPECT_EQ(std::count(complaint_.begin(), complaint_.end(), '\n'), 1) << complaint_;
        EXPECT_THAT(complaint_, testing::StartsWith("io-labs: "));
        EXPECT_THAT(complaint_, testing::HasSubstr("`./lab " + verb + " --help` lists the options"));
        return complaint_;
    }

    std::string printed_;
    std::string complaint_;
};

}  // namespace grader
