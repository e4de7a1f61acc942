// What checks need of the machine.
#include "checks/needs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "checks/catalogue.hpp"

namespace grader {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

std::vector<Bound> only(Resource resource, std::uint64_t most) {
    return {{resource, most, "somewhere", "somehow"}};
}

TEST(Needs, OfACheckAreThoseOfItsDemand) {
    const auto bounds = only(Resource::descriptors, 250);
    EXPECT_THAT(shortages(needs_of(5, "EchoesOneMessage", bounds), bounds), IsEmpty());
    EXPECT_THAT(shortages(needs_of(5, "TwoHundredDelaysRunTogetherOnOneWorker", bounds), bounds),
                Not(IsEmpty()));
    EXPECT_THAT(shortages(needs_of(5, Demand{.clients = 150}, bounds), bounds), IsEmpty());
    EXPECT_THAT(shortages(needs_of(5, Demand{.clients = 151}, bounds), bounds), Not(IsEmpty()));
}

TEST(Needs, OfASanitizerIsMostOfAllAddresses) {
    const auto bounds = only(Resource::address_space, 1ULL << 40U);
    for (const int lab : {4, 5}) {
        EXPECT_THAT(shortages(needs_of(lab, "NoDataRaces", bounds), bounds), Not(IsEmpty()));
        EXPECT_THAT(shortages(needs_of(lab, Demand(), bounds), bounds), IsEmpty());
    }
}

TEST(Needs, OfAThreadForEachClientAreMoreThreads) {
    EXPECT_THAT(shortages(needs_of(4, "EchoesOneMessage", {}), only(Resource::threads, 150)), Not(IsEmpty()));
    EXPECT_THAT(shortages(needs_of(5, "EchoesOneMessage", {}), only(Resource::threads, 150)), IsEmpty());
}

TEST(Needs, AreLessWhereFewerClientsWillDo) {
    const auto bounds = only(Resource::descriptors, 512);
    EXPECT_EQ(fitting_clients(1'000, bounds), 412U);
    EXPECT_THAT(shortages(needs_of(5, "ThousandClientsAnsweredNewestFirst", bounds), bounds), IsEmpty());
    EXPECT_THAT(shortages(needs_of(5, "TenThousandIdleConnections", bounds), bounds), Not(IsEmpty()));
}

TEST(Needs, FewPortsAreUsedFromManyAddresses) {
    const auto bounds = only(Resource::ports, 10);
    EXPECT_EQ(fitting_clients(100, bounds), 100U);
    EXPECT_EQ(fitting_clients(1'000, bounds), 320U);
}

TEST(Needs, OfAnOrdinaryMachineAreMet) {
    const std::vector<Bound> ordinary = {
        {Resource::descriptors, 20'000, "", ""}, {Resource::threads, 8'000, "", ""},
        {Resource::memory, 2ULL << 30U, "", ""}, {Resource::disk, 500ULL << 20U, "", ""},
        {Resource::processor, 1'000, "", ""},    {Resource::ports, 28'000, "", ""}};
    EXPECT_THAT(shortages(needs_of_building(), ordinary), IsEmpty());
    for (const int lab : {4, 5}) {
        for (const std::string& check : implemented_checks(lab))
            EXPECT_THAT(shortages(needs_of(lab, check, ordinary), ordinary), IsEmpty()) << check;
    }
}

}  // namespace
}  // namespace grader
