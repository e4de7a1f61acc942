#include "checks/check.hpp"

#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"

namespace grader {

Subject& subject() {
    static Subject the_subject;
    return the_subject;
}

bool can_trace() {
    return subject().arena->layers().can_trace();
}

namespace {

std::optional<Finding>& finding_slot() {
    static std::optional<Finding> finding;
    return finding;
}

}  // namespace

const std::optional<Finding>& Check::last_finding() {
    return finding_slot();
}

void Check::fail(std::string seen, std::vector<Exhibit> exhibits, std::optional<SourceLine> source) const {
    Finding finding;
    finding.seen = std::move(seen);
    finding.exhibits = std::move(exhibits);
    finding.source = std::move(source);
    throw CheckFailed(std::move(finding));
}

void Check::inconclusive(std::string reason) {
    throw CheckInconclusive(std::move(reason));
}

// Everything a check may meet ends here, as a finding and as GoogleTest's own failure or skip.
void Check::TestBody() {
    std::optional<Finding>& finding = finding_slot();
    finding.reset();
    try {
        examine();
        return;
    } catch (const CheckFailed& failure) {
        finding = failure.finding;
    } catch (const CheckInconclusive& unknown) {
        Finding missing;
        missing.seen = unknown.reason;
        missing.steps = steps_;
        missing.expected = expected_;
        finding = std::move(missing);
        GTEST_SKIP() << unknown.reason;
    } catch (const ClientError& error) {
        Finding seen;
        seen.seen = error.what();
        seen.exhibits = error.exhibits;
        finding = std::move(seen);
    } catch (const ServerError& error) {
        Finding seen;
        seen.seen = error.what();
        finding = std::move(seen);
    }
    finding->steps = steps_;
    finding->expected = expected_;
    add_circumstances(*finding);
    FAIL() << finding->seen;
}

}  // namespace grader
