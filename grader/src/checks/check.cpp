#include "checks/check.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limbo.hpp"
#include "base/time_limit.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"

namespace grader {

void Check::fail(std::string seen, std::vector<Exhibit> exhibits, std::optional<SourceLine> source) const {
    Finding finding;
    finding.seen = std::move(seen);
    finding.exhibits = std::move(exhibits);
    finding.source = std::move(source);
    throw CheckFailed(std::move(finding));
}

void Check::fail(FactKind fact, std::string value, std::string seen, std::vector<Exhibit> exhibits,
                 std::optional<SourceLine> source) const {
    Finding finding;
    finding.seen = std::move(seen);
    finding.exhibits = std::move(exhibits);
    finding.source = std::move(source);
    finding.facts.push_back({fact, std::move(value), finding.seen, finding.source});
    throw CheckFailed(std::move(finding));
}

// What is to be seen at the end belongs to the verdict; it must not fall to the check's time.
void Check::add_circumstances_soon(Finding& finding) {
    const TimeLimit soon(std::chrono::steady_clock::now() + std::chrono::seconds(1));
    try {
        add_circumstances(finding);
    } catch (const OutOfTime&) {
        // The finding is there without.
    }
}

void Check::show_to_debugger(const Finding& finding) {
    Server* const own = own_server();
    std::optional<HandedOver> server = own != nullptr ? own->hand_over() : std::nullopt;
    if (!server) server = Limbo::program();
    Finding shown = finding;
    shown.steps = steps_;
    subject_.at_failure(shown, server);
    Limbo::empty();
}

void Check::inconclusive(std::string reason) {
    throw CheckInconclusive(std::move(reason));
}

// As GoogleTest's own failure or skip.
void Check::TestBody() {
    if (is_over_) return;
    outcome_ = Outcome();
    if (missing_) GTEST_SKIP() << "needs " << missing_->behaviour;
    switch (play()) {
        case Verdict::fail:
            FAIL() << outcome_.finding->seen;
        case Verdict::inconclusive:
            GTEST_SKIP() << outcome_.finding->seen;
        default:
            return;
    }
}

// Everything a check may meet ends here, as a finding.
Verdict Check::play() {
    outcome_ = Outcome();
    std::optional<Finding>& finding = outcome_.finding;
    std::optional<std::string> unknown;  // what this machine does not let us see, or no time was left for
    try {
        require_time();
        examine();
        return Verdict::pass;
    } catch (const CheckFailed& failure) {
        finding = failure.finding;
    } catch (const CheckInconclusive& missing) {
        unknown = missing.reason;
    } catch (const ServerUnseen& missing) {
        unknown = missing.what();
    } catch (const OutOfTime& over) {
        outcome_.was_cut_short = true;
        unknown = over.what();
    } catch (const ClientError& error) {
        Finding seen;
        seen.seen = error.what();
        seen.exhibits = error.exhibits;
        seen.facts = error.facts;
        finding = std::move(seen);
    } catch (const ServerError& error) {
        Finding seen;
        seen.seen = error.what();
        seen.facts = error.facts;
        finding = std::move(seen);
    }
    if (unknown) finding.emplace().seen = *unknown;
    finding->steps = steps_;
    finding->expected = expected_;
    if (outcome_.was_cut_short || !unknown) add_circumstances_soon(*finding);
    if (!unknown && subject_.at_failure) show_to_debugger(*finding);
    return unknown ? Verdict::inconclusive : Verdict::fail;
}

}  // namespace grader
