#include "class/identity.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "class/instant.hpp"
#include "class/sha256.hpp"

namespace grader {
namespace {

TEST(Identity, NamesOfDirectoriesAreHarmless) {
    EXPECT_EQ(safe_name("Ada Lovelace"), "Ada_Lovelace");
    EXPECT_EQ(safe_name("../../etc"), "etc");
    EXPECT_EQ(safe_name("-rf"), "rf");
    EXPECT_EQ(safe_name(".hidden"), "hidden");
    EXPECT_EQ(safe_name("z\xF6"
                        "e"),
              "z_e");
    EXPECT_EQ(safe_name("李雷"), "");
    EXPECT_LE(safe_name(std::string(1000, 'a')).size(), 64U);
}

TEST(Identity, NobodyGetsAnothersName) {
    Identities identities;
    EXPECT_EQ(identities.give("ada"), "ada");
    EXPECT_TRUE(identities.is_taken("Ada"));
    EXPECT_EQ(identities.give("Ada"), "Ada-2");
    EXPECT_EQ(identities.give("ada"), "ada-3");
    EXPECT_EQ(identities.give("李雷"), "student");
    EXPECT_EQ(identities.give("韩梅梅"), "student-2");
}

TEST(Instant, TimesOfPlatformsBecomeUtc) {
    EXPECT_EQ(utc_of("2026-12-01 23:59:59.123456000 +01:00"), "2026-12-01T22:59:59Z");
    EXPECT_EQ(utc_of("2026-12-01 15:00:00 -0730"), "2026-12-01T22:30:00Z");
    EXPECT_EQ(utc_of("2026-12-01 22:59:59.5 Z"), "2026-12-01T22:59:59Z");
    EXPECT_EQ(utc_of("2026-12-01T22:59:59Z"), "2026-12-01T22:59:59Z");
    EXPECT_EQ(utc_of("2026-11-31 00:00:00"), "") << "there is no such day";
    EXPECT_EQ(utc_of("yesterday"), "");
    EXPECT_EQ(instant_of("2026-12-01T22:59:59Z"), 1796165999);
    EXPECT_EQ(instant_of("2026-12-01 22:59:59"), std::nullopt);
    EXPECT_EQ(utc_text(1796165999), "2026-12-01T22:59:59Z");
}

// The examples of NIST.
TEST(Sha256, IsTheStandards) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    Sha256 hash;
    for (int count = 0; count < 1'000'000; ++count) hash.add("a");
    EXPECT_EQ(hash.digest(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace grader
