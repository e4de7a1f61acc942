// The questions are the handouts', and what is wrong with a file of them is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "predict/question.hpp"

namespace {

using namespace grader;
using ::testing::HasSubstr;

/// The numbered list below "Before you start: predict", as plain text.
std::map<int, std::string> questions_of_handout(const std::string& file) {
    std::map<int, std::string> found;
    std::ifstream in(file);
    bool is_there = false;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("## ", 0) == 0) is_there = line == "## Before you start: predict";
        if (!is_there) continue;
        const std::size_t dot = line.find(". ");
        const bool begins =
            dot != std::string::npos && dot > 0 && std::isdigit(static_cast<unsigned char>(line[0])) != 0;
        const bool goes_on = number > 0 && line.rfind("   ", 0) == 0;
        if (begins) number = std::stoi(line);
        if (!begins && !goes_on) number = 0;
        if (number == 0) continue;
        std::string& text = found[number];
        const std::string words = begins ? line.substr(dot + 2) : line.substr(3);
        text += (text.empty() ? "" : " ") + words;
        std::erase(text, '`');
    }
    return found;
}

void expect_the_handouts(int lab, const std::string& handout) {
    const auto asked = questions_of_handout(std::string(LABS) + "/" + handout + "/README.md");
    const auto questions = load_questions(std::string(LABS) + "/predict/lab" + std::to_string(lab) + ".toml");
    EXPECT_GE(asked.size(), 6U);
    EXPECT_EQ(questions.size(), asked.size());
    for (const Question& question : questions) {
        ASSERT_EQ(asked.count(question.number), 1U) << question.number;
        EXPECT_EQ(question.text, asked.at(question.number)) << "the handout and labs/predict differ";
        EXPECT_EQ(question.lab, lab);
    }
}

TEST(Questions, Lab4AsksWhatItsHandoutAsks) {
    expect_the_handouts(4, "lab4-blocking");
}

TEST(Questions, Lab5AsksWhatItsHandoutAsks) {
    expect_the_handouts(5, "lab5-async");
}

/// Sentences, by what ends them.
std::size_t sentences_in(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at)
        if ((text[at] == '.' || text[at] == '?') && (at + 1 == text.size() || text[at + 1] == ' ')) ++count;
    return count;
}

TEST(Questions, EachWhyIsShort) {
    for (const std::string file : {"lab4.toml", "lab5.toml"}) {
        for (const Question& question : load_questions(std::string(LABS) + "/predict/" + file)) {
            EXPECT_LE(sentences_in(question.why), 2U) << question.id();
            EXPECT_LT(question.why.size(), 400U) << question.id();
        }
    }
}

TEST(Questions, PartsAreNamedByLetters) {
    const auto questions = load_questions(std::string(LABS) + "/predict/lab4.toml");
    EXPECT_EQ(questions[1].name_of(questions[1].parts[2]), "2c");
    EXPECT_EQ(questions[2].name_of(questions[2].parts[0]), "3");
    EXPECT_EQ(questions[1].id(), "lab4-2");
}

void expect_complaint(std::string_view text, const std::string& words) {
    try {
        parse_questions(text, "lab9.toml");
        ADD_FAILURE() << "it was taken: " << text;
    } catch (const UserError& error) {
        EXPECT_THAT(error.what(), HasSubstr(words));
    }
}

TEST(Questions, WhatIsWrongWithAFileIsSaid) {
    const std::string head = "lab = 9\n[[question]]\nnumber = 1\nversion = 1\ntext = \"t\"\nwhy = \"w\"\n";
    expect_complaint("lab = 9\n", "[[question]]");
    expect_complaint(head, "[[part]]");
    expect_complaint(head + "[[question.part]]\nid = \"a\"\nask = \"A\"\nkind = \"colour\"\n",
                     "no kind \"colour\"");
    expect_complaint(head + "[[question.part]]\nid = \"a\"\nask = \"A\"\nkind = \"choice\"\n", "answers");
    expect_complaint(
        head + "[[question.part]]\nid = \"a\"\nask = \"A\"\nkind = \"choice\"\nanswers = [\"x\"]\n",
        "key: what it says");
    expect_complaint(head + "[[question.part]]\nid = \"a\"\nask = \"A\"\nkind = \"count\"\nunit = \"s\"\n",
                     "unit");
}

}  // namespace
