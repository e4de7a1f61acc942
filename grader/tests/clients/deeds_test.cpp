// What a client remembers of what it did.
#include "evidence/clients/deeds.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "client_error_of.hpp"
#include "evidence/clients/client.hpp"
#include "tiny_server.hpp"

namespace grader {
namespace {

std::vector<std::string> told(const std::vector<Deed>& deeds) {
    std::vector<std::string> lines;
    lines.reserve(deeds.size());
    for (const Deed& deed : deeds) lines.push_back(describe(deed));
    return lines;
}

using Lines = std::vector<std::string>;

TEST(Deeds, OfAClientThatIsServedAreInTheirOrder) {
    const TinyServer server(echo);
    Client ada("ada", server.endpoint(), Patience());
    ada.round_trip("hello, world\n");
    ada.shutdown_write();
    ada.expect_eof();
    ada.close();
    EXPECT_EQ(told(ada.deeds()),
              (Lines{"connects", "sends 13 bytes", "gets 13 bytes", "closes its sending side",
                     "sees that the server has closed", "closes"}));
    std::int64_t last = 0;
    for (const Deed& deed : ada.deeds()) {
        EXPECT_GE(deed.begin_ns, last);
        EXPECT_GE(deed.end_ns, deed.begin_ns);
        last = deed.begin_ns;
    }
}

TEST(Deeds, AWaitInVainIsTheLast) {
    const TinyServer server(never_answer);
    Patience patience;
    patience.hopeless = [] { return std::optional<std::string>("it never will"); };
    Client ada("ada", server.endpoint(), patience);
    (void)client_error_of([&] { ada.round_trip("hello, world\n"); });
    EXPECT_EQ(told(ada.deeds()), (Lines{"connects", "sends 13 bytes", "waits for 13 bytes"}));
    EXPECT_EQ(ada.deeds().back().end_ns, 0);
}

TEST(Deeds, AreFewWhateverTheClientDoes) {
    Deeds deeds;
    for (int round = 0; round < 1'000; ++round) {
        deeds.add(Deed::Kind::finishes, Deeds::now_ns());
        deeds.begin_waiting(Deed::Kind::waits_for_bytes, 5);
        deeds.end_waiting();
    }
    deeds.begin_waiting(Deed::Kind::waits_for_bytes, 5);
    EXPECT_EQ(deeds.all().size(), Deeds::most);
    EXPECT_EQ(describe(deeds.all().back()), "waits for 5 bytes");
}

TEST(Deeds, PiecesRightAfterEachOtherAreOneDeed) {
    Deeds deeds;
    const std::int64_t now = Deeds::now_ns();
    deeds.add(Deed::Kind::gets, now, 10);
    const std::int64_t end = deeds.all().back().end_ns;
    deeds.add(Deed::Kind::gets, end + 1, 3);
    EXPECT_EQ(told(deeds.all()), Lines{"gets 13 bytes"});
    deeds.add(Deed::Kind::gets, deeds.all().back().end_ns + 5'000'000, 3);
    EXPECT_EQ(told(deeds.all()), (Lines{"gets 13 bytes", "gets 3 bytes"}));
}

TEST(Deeds, WhatWasWaitedForAndCameIsNoWait) {
    Deeds deeds;
    deeds.begin_waiting(Deed::Kind::waits_for_bytes, 5);
    deeds.end_waiting();
    EXPECT_TRUE(deeds.all().empty());
    deeds.begin_waiting(Deed::Kind::waits_for_room, 0);
    deeds.begin_waiting(Deed::Kind::waits_for_bytes, 0);
    EXPECT_EQ(told(deeds.all()), Lines{"waits for the end of the stream"}) << "a client waits for one thing";
}

}  // namespace
}  // namespace grader
