#include "predict/guess.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace grader;

void expect_amount(const std::string& text, GuessKind kind, double low, double high) {
    const auto amount = parse_amount(text, kind);
    ASSERT_TRUE(amount) << text;
    EXPECT_DOUBLE_EQ(amount->low, low) << text;
    EXPECT_DOUBLE_EQ(amount->high, high) << text;
}

Part number_part(GuessKind kind) {
    Part part;
    part.id = "it";
    part.kind = kind;
    return part;
}

Part call_part() {
    Part part = number_part(GuessKind::choice);
    part.answers = {{"read", "read or recv"}, {"epoll", "epoll_wait"}};
    return part;
}

std::string words_of(const std::string& guess, double measured, GuessKind kind) {
    return judged(number_part(kind), guess, found_amount(measured, kind)).words;
}

TEST(Guess, NumbersAreReadAsPeopleWriteThem) {
    for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{{"101", 101},
                                                                                 {" about 1,000 ", 1'000},
                                                                                 {"~2", 2},
                                                                                 {"2,5", 2.5},
                                                                                 {"2.5", 2.5},
                                                                                 {"1'000'000", 1e6},
                                                                                 {"none", 0},
                                                                                 {"two", 2},
                                                                                 {"10k", 10'000},
                                                                                 {"3 calls", 3}})
        expect_amount(text, GuessKind::count, value, value);
}

TEST(Guess, BytesAndTimesHaveUnits) {
    for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
             {"8 MiB", 8.0 * 1024 * 1024}, {"8MB", 8e6}, {"70 kB", 70e3}, {"4096", 4096}, {"0 bytes", 0}})
        expect_amount(text, GuessKind::bytes, value, value);
    for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
             {"5 ms", 0.005}, {"0.2", 0.2}, {"1 min", 60}, {"20 µs", 20e-6}, {"2 seconds", 2}})
        expect_amount(text, GuessKind::time, value, value);
}

TEST(Guess, ARangeHasTwoEnds) {
    expect_amount("2-3", GuessKind::count, 2, 3);
    expect_amount("2 to 4 MB", GuessKind::bytes, 2e6, 4e6);
    expect_amount("10 ms - 1 s", GuessKind::time, 0.01, 1);
    expect_amount("< 10 ms", GuessKind::time, 0, 0.01);
    const auto more = parse_amount("more than 4", GuessKind::count);
    ASSERT_TRUE(more);
    EXPECT_DOUBLE_EQ(more->low, 4);
    EXPECT_TRUE(std::isinf(more->high));
}

TEST(Guess, WhatIsNoNumberIsNotTakenForOne) {
    for (const std::string text : {"many", "8 apples", "MiB", "1.2.3", "-", "", "2-", "8 MiB of what"})
        EXPECT_FALSE(parse_amount(text, GuessKind::bytes)) << text;
    EXPECT_FALSE(parse_amount("3 MiB", GuessKind::time));
    EXPECT_THROW(understood(number_part(GuessKind::time), "soon"), UnclearGuess);
}

TEST(Guess, AChoiceIsItsNumberItsKeyOrItsWords) {
    const Part part = call_part();
    for (const std::string text : {"2", "epoll", "EPOLL", "epoll_wait", " epoll_wait "})
        EXPECT_EQ(understood(part, text), "epoll") << text;
    EXPECT_EQ(understood(part, "  "), "");
    for (const std::string text : {"0", "3", "select"})
        EXPECT_THROW(understood(part, text), UnclearGuess) << text;
}

TEST(Guess, ALineThatIsNoTextIsRefused) {
    EXPECT_THROW(understood(number_part(GuessKind::text), "a\x1b[2J"), UnclearGuess);
    EXPECT_THROW(understood(number_part(GuessKind::text), std::string(600, 'x')), UnclearGuess);
    EXPECT_EQ(understood(number_part(GuessKind::text), " a \"b\" \\ "), "a \"b\" \\");
}

TEST(Guess, OrdersOfMagnitudeAreToldKindly) {
    EXPECT_EQ(words_of("8 MiB", 72 * 1024, GuessKind::bytes), "100 times less");
    EXPECT_EQ(words_of("100", 101, GuessKind::count), "as you guessed");
    EXPECT_EQ(words_of("1", 2, GuessKind::count), "2 times more");
    EXPECT_EQ(words_of("3 MiB", 4e6, GuessKind::bytes), "near: 1.3 times more");
    EXPECT_EQ(words_of("2-4 MiB", 4e6, GuessKind::bytes), "as you guessed");
    EXPECT_EQ(words_of("1", 40'960, GuessKind::count), "40,000 times more");
}

TEST(Guess, NothingIsNoOrderOfMagnitude) {
    EXPECT_EQ(words_of("none", 0, GuessKind::count), "as you guessed");
    EXPECT_EQ(words_of("600", 0, GuessKind::count), "next to nothing");
    EXPECT_EQ(words_of("0", 8 << 20, GuessKind::bytes), "not nothing");
    EXPECT_EQ(words_of("unlimited", 9e6, GuessKind::bytes), "there is an end to it");
    EXPECT_EQ(words_of("", 9e6, GuessKind::bytes), "");
}

TEST(Guess, AChoiceIsTheMeasuredOneOrAnother) {
    const Part part = call_part();
    const Finding finding{.text = "recvfrom", .amount = {}, .key = "read"};
    EXPECT_EQ(judged(part, "read", finding).nearness, Nearness::right);
    EXPECT_EQ(judged(part, "epoll", finding).nearness, Nearness::off);
    EXPECT_EQ(judged(part, "", finding).nearness, Nearness::told);
}

TEST(Guess, FiguresAreShortAndCanBeGuessedAgain) {
    EXPECT_EQ(amount_text(1'234'567, GuessKind::count), "1,234,567");
    EXPECT_EQ(amount_text(2.5, GuessKind::count), "2.5");
    EXPECT_EQ(amount_text(73'728, GuessKind::bytes), "72 KiB");
    EXPECT_EQ(amount_text(4'299'161, GuessKind::bytes), "4.1 MiB");
    EXPECT_EQ(amount_text(0.137, GuessKind::time), "137 ms");
    EXPECT_EQ(amount_text(0, GuessKind::time), "0 s");
    for (const double amount : {0.0, 3.0, 1'000.0, 4e6})
        for (const GuessKind kind : {GuessKind::count, GuessKind::bytes, GuessKind::time})
            EXPECT_TRUE(parse_amount(amount_text(amount, kind), kind)) << amount_text(amount, kind);
}

}  // namespace
