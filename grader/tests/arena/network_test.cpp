// Whom a launched program can talk to: whoever is in the private network, and nobody else.
#include <gtest/gtest.h>

#include "base/unique_fd.hpp"
#include "launching.hpp"
#include "support/loopback.hpp"

namespace grader {
namespace {

#define SKIP_WITHOUT_PRIVATE_NETWORK() \
    if (!arena().layers().private_network) GTEST_SKIP() << "no private network: " << arena().layers().refusal

TEST(PrivateNetwork, LeadsToTheGrader) {
    // On the machine's own loopback nobody is to be reached at all: Connecting, in calls_test.cpp.
    SKIP_WITHOUT_PRIVATE_NETWORK();
    const UniqueFd listener = listen_on_loopback(1);
    EXPECT_EQ(probe({"connect", "127.0.0.1", std::to_string(port_of(listener))}), "ok");
}

TEST(PrivateNetwork, DoesNotLeadToTheMachinesOwnServers) {
    SKIP_WITHOUT_PRIVATE_NETWORK();
    EXPECT_EQ(probe({"connect", "127.0.0.1", std::to_string(port_outside())}), "ECONNREFUSED");
}

// 192.0.2.0/24 is nobody's (RFC 5737): even without a private network nothing would be reached.
TEST(PrivateNetwork, DoesNotLeadToTheWorld) {
    SKIP_WITHOUT_PRIVATE_NETWORK();
    EXPECT_EQ(probe({"connect", "192.0.2.1", "80"}), "ENETUNREACH");
    EXPECT_EQ(probe({"connect", "10.0.0.1", "53"}), "ENETUNREACH");
}

TEST(PrivateNetwork, HasNoInterfaceButItsLoopback) {
    SKIP_WITHOUT_PRIVATE_NETWORK();
    const std::string interfaces = run(arena().launch({"/bin/cat", "/proc/net/dev"})).output;
    EXPECT_NE(interfaces.find("lo:"), std::string::npos) << interfaces;
    EXPECT_EQ(interfaces.find("eth"), std::string::npos) << interfaces;
}

TEST(PrivateNetwork, IsTheSameForAllLaunches) {
    SKIP_WITHOUT_PRIVATE_NETWORK();
    const auto network = [] {
        return run(arena().launch({"/usr/bin/readlink", "/proc/self/ns/net"})).output;
    };
    const std::string first = network();
    EXPECT_EQ(first.rfind("net:", 0), 0U) << first;
    EXPECT_EQ(network(), first);
}

}  // namespace
}  // namespace grader
