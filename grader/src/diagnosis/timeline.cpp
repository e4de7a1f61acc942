#include "diagnosis/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/calls.hpp"

namespace grader {

namespace {

constexpr std::size_t most_threads = 5;
constexpr std::size_t most_clients = 3;
constexpr std::size_t most_kept = 30;
/// Of calls that are all alike, as in a loop, the last few say as much.
constexpr std::size_t most_that_decide = 4;

/// A call that takes as long has slept; a tracer alone adds a tenth of that.
constexpr std::int64_t sleep_ns = 1'000'000;

/// So long after a client has seen the failure, calls may still have to do with it. (Traced, they take long.)
constexpr std::int64_t aftermath_ns = 20'000'000;

template <typename Value>
void add_new(std::vector<Value>& list, const Value& value, std::size_t most) {
    if (list.size() < most && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

template <typename Value>
bool is_in(const std::vector<Value>& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool stands_at(const Event& event, const SourceLine& source) {
    return std::any_of(event.stack.begin(), event.stack.end(), [&](const Frame& frame) {
        return frame.line == source.line && frame.file == source.file;
    });
}

class Picture {
 public:
    Picture(const CloseLook& look, const Cause& cause) : look_(look) {
        collect_calls();
        find_what_decides(cause);
        cut_at_the_failure();
        choose_clients();
        cut_when_the_client_saw_it();
        choose_threads();
    }

    std::optional<Timeline> timeline() {
        add_deeds();
        add_calls();
        add_runners();
        add_end_of_server();
        if (found_.size() < 2) return std::nullopt;
        leave_out_what_is_far();
        return drawn();
    }

 private:
    /// With its lane's name: there are lanes for those that are kept only.
    struct Found {
        Moment moment;
        std::string lane;
        std::string from;
        std::string to;
        std::int64_t begin_ns = 0;
        std::int64_t end_ns = 0;
    };

    /// A thread that was woken up to tell its stack was in its call all the same.
    void collect_calls() {
        std::set<std::pair<int, std::uint64_t>> in_flight;
        for (const Event& call : look_.in_flight) {
            const bool is_over =
                std::any_of(look_.log.events().begin(), look_.log.events().end(), [&](const Event& event) {
                    return event.is_call() && event.tid == call.tid && event.begin == call.begin &&
                           !event.in_flight() && !event.restarted;
                });
            if (!is_over && in_flight.emplace(call.tid, call.begin).second) calls_.push_back(call);
        }
        for (const Event& event : look_.log.events()) {
            if (event.is_call() && in_flight.count({event.tid, event.begin}) == 0) calls_.push_back(event);
        }
        std::stable_sort(calls_.begin(), calls_.end(),
                         [](const Event& one, const Event& other) { return one.begin_ns < other.begin_ns; });
    }

    void find_what_decides(const Cause& cause) {
        for (std::size_t at = calls_.size(); at > 0 && deciding_.size() < most_that_decide; --at) {
            const std::string described = describe_event(calls_[at - 1], look_.clients);
            if (std::any_of(cause.evidence.begin(), cause.evidence.end(), [&](const std::string& sentence) {
                    return sentence.find(described) != std::string::npos;
                }))
                deciding_.insert(at - 1);
        }
        // What a server ended in is among its last calls, whoever they were for.
        if (look_.end) {
            constexpr std::size_t last = 6;
            for (std::size_t at = calls_.size() - std::min(last, calls_.size()); at < calls_.size(); ++at)
                last_calls_.insert(at);
        }
        if (!deciding_.empty() || !cause.source) return;
        // What is not over says most, then the first that went wrong there, then the last.
        std::optional<std::size_t> best;
        const auto rank = [](const Event& call) { return call.in_flight() ? 2 : call.result < 0 ? 1 : 0; };
        for (std::size_t at = 0; at < calls_.size(); ++at) {
            if (!stands_at(calls_[at], *cause.source)) continue;
            const bool is_better = !best || rank(calls_[at]) > rank(calls_[*best]);
            if (is_better || (rank(calls_[at]) == rank(calls_[*best]) && rank(calls_[at]) != 1)) best = at;
        }
        if (best) deciding_.insert(*best);
    }

    /// What comes after it belongs to the end of the check.
    void cut_at_the_failure() {
        if (look_.at_failure) {
            end_ns_ = look_.at_failure->time_ns;
            for (const std::size_t at : deciding_)
                end_ns_ = std::max({end_ns_, calls_[at].begin_ns, calls_[at].end_ns});
            return;
        }
        for (const Event& event : look_.log.events()) end_ns_ = std::max(end_ns_, event.end_ns);
        for (const ClientStory& story : look_.stories) {
            for (const Deed& deed : story.deeds) end_ns_ = std::max({end_ns_, deed.begin_ns, deed.end_ns});
        }
    }

    /// Where no call tells, it is the client that saw the failure first; what it did not wait for was over
    /// then.
    void cut_when_the_client_saw_it() {
        if (!deciding_.empty()) return;
        for (const ClientStory& story : look_.stories) {
            if (clients_.empty() || story.client != clients_.front() || story.deeds.empty()) continue;
            const Deed& last = story.deeds.back();
            if (last.end_ns == 0 || last.end_ns + aftermath_ns >= end_ns_) continue;
            end_ns_ = last.end_ns + aftermath_ns;
            is_cut_ = true;
        }
    }

    [[nodiscard]] std::string client_at(const Descriptor& descriptor) const {
        const auto found = look_.clients.find(descriptor.peer_port);
        return is_connection(descriptor) && found != look_.clients.end() ? found->second : "";
    }

    [[nodiscard]] std::string client_of(const Event& call) const {
        std::string client = client_at(call.descriptor);
        if (client.empty() && (accepts(call.call) || written_to(call) == &call.other))
            client = client_at(call.other);
        return client;
    }

    void choose_clients() {
        for (const std::size_t at : deciding_) {
            if (const std::string client = client_of(calls_[at]); !client.empty())
                add_new(clients_, client, most_clients);
        }
        for (const Fact& fact : look_.finding.facts) {
            for (const auto& [port, client] : look_.clients) {
                if (client == fact.value) add_new(clients_, client, most_clients);
            }
        }
        if (!clients_.empty()) return;
        const ClientStory* last = nullptr;
        for (const ClientStory& story : look_.stories) {
            const auto begin_of = [](const ClientStory* of) { return of->deeds.back().begin_ns; };
            if (story.deeds.empty()) continue;
            if (last == nullptr || begin_of(last) <= begin_of(&story)) last = &story;
        }
        if (last != nullptr) clients_.push_back(last->client);
    }

    void choose_threads() {
        for (const std::size_t at : deciding_) add_new(threads_, calls_[at].tid, most_threads);
        for (const std::size_t at : last_calls_) add_new(threads_, calls_[at].tid, most_threads);
        for (auto call = calls_.rbegin(); call != calls_.rend(); ++call) {
            if (const std::string client = client_of(*call); !client.empty() && is_in(clients_, client))
                add_new(threads_, call->tid, most_threads);
        }
        if (!threads_.empty()) return;
        // Nobody serves them: those who might have accepted them, or any that is left.
        for (const Event& call : calls_) {
            if (listens(call)) add_new(threads_, call.tid, most_threads);
        }
        if (!threads_.empty()) return;
        for (const Event& call : calls_) {
            if (call.in_flight()) add_new(threads_, call.tid, most_threads);
        }
    }

    static bool listens(const Event& call) {
        const auto is_listener = [](const Descriptor& descriptor) {
            return descriptor.kind == DescriptorKind::listener;
        };
        return is_listener(call.descriptor) ||
               std::any_of(call.waited.begin(), call.waited.end(), is_listener);
    }

    [[nodiscard]] bool lasts(const Event& call) const { return call.in_flight() || call.end_ns > end_ns_; }

    [[nodiscard]] bool is_worth_a_row(std::size_t at) const {
        const Event& call = calls_[at];
        if (deciding_.count(at) == 1) return true;
        if (!is_in(threads_, call.tid) || call.begin_ns > end_ns_) return false;
        if (lasts(call) || last_calls_.count(at) == 1) return true;
        const std::string client = client_of(call);
        if (!client.empty()) return is_in(clients_, client);
        // Of another client, or one whose port nobody knows.
        if (is_connection(call.descriptor) || !about(call.call).followed) return false;
        if (call.call == Call::clone) return is_in(threads_, static_cast<int>(call.result));
        // As programs do when they start.
        const bool is_quick = call.end_ns - call.begin_ns < sleep_ns;
        if (call.descriptor.kind == DescriptorKind::file && is_quick) return false;
        // A look whether something is there, and nothing was.
        if (call.asked_ns == 0 && call.result == 0) return false;
        return about(call.call).waits != Waits::for_threads || !is_quick;
    }

    void add_calls() {
        // What the server did to begin with is another story.
        std::int64_t first = found_.empty() ? 0 : end_ns_;
        for (const Found& deed : found_) first = std::min(first, deed.begin_ns);
        for (const std::size_t at : deciding_) first = std::min(first, calls_[at].begin_ns);
        for (std::size_t at = 0; at < calls_.size(); ++at) {
            const Event& call = calls_[at];
            if (!is_worth_a_row(at) || (!lasts(call) && call.end_ns < first && deciding_.count(at) == 0))
                continue;
            Found found;
            found.lane = fmt::format("thread {}", call.tid);
            found.begin_ns = call.begin_ns;
            found.end_ns = lasts(call) ? end_ns_ : call.end_ns;
            found.moment.kind = kind_of(call);
            found.moment.text = describe_call(call, look_.clients);
            found.moment.decides = deciding_.count(at) == 1;
            if (!lasts(call)) found.moment.outcome = outcome_of(call);
            if (!lasts(call) && call.injected) found.moment.outcome += " (injected)";
            if (!lasts(call) && call.refused) found.moment.outcome += " (refused)";
            if (!lasts(call)) add_ends_of_arrow(call, found);
            found_.push_back(std::move(found));
        }
    }

    [[nodiscard]] std::string outcome_of(const Event& call) const {
        const bool makes_a_thread = call.call == Call::clone && call.result > 0;
        return (makes_a_thread ? "= thread " : "= ") + describe_result(call, look_.clients);
    }

    [[nodiscard]] Moment::Kind kind_of(const Event& call) const {
        if (!lasts(call))
            return call.end_ns - call.begin_ns >= sleep_ns ? Moment::Kind::sleeps : Moment::Kind::calls;
        const ThreadView* thread = view_of(call.tid);
        return !is_cut_ && thread != nullptr && thread->state == ThreadState::running ? Moment::Kind::calls
                                                                                      : Moment::Kind::sleeps;
    }

    [[nodiscard]] const ThreadView* view_of(int tid) const {
        if (!look_.at_failure) return nullptr;
        for (const ThreadView& thread : look_.at_failure->threads) {
            if (thread.tid == tid) return &thread;
        }
        return nullptr;
    }

    void add_ends_of_arrow(const Event& call, Found& found) const {
        if (accepts(call.call) && call.result >= 0) found.from = client_at(call.other);
        if (bytes_moved(call) == 0) return;
        if (const Descriptor* in = read_from(call)) found.from = client_at(*in);
        if (const Descriptor* out = written_to(call)) found.to = client_at(*out);
    }

    void add_deeds() {
        for (const ClientStory& story : look_.stories) {
            if (!is_in(clients_, story.client)) continue;
            for (const Deed& deed : story.deeds) {
                if (deed.begin_ns > end_ns_) continue;
                Found found;
                found.lane = story.client;
                found.begin_ns = deed.begin_ns;
                found.moment.kind = kind_of(deed.kind);
                const bool waits = found.moment.kind == Moment::Kind::sleeps;
                found.end_ns = waits ? end_ns_ : deed.begin_ns;
                found.moment.text = describe(deed);
                found_.push_back(std::move(found));
            }
            // No call tells, so it is what came of it: what the client saw last.
            const bool tells = deciding_.empty() && story.client == clients_.front();
            if (tells && !found_.empty() && found_.back().lane == story.client)
                found_.back().moment.decides = true;
        }
    }

    static Moment::Kind kind_of(Deed::Kind kind) {
        switch (kind) {
            case Deed::Kind::connects:
            case Deed::Kind::sends:
                return Moment::Kind::sends;
            case Deed::Kind::gets:
            case Deed::Kind::sees_the_end:
            case Deed::Kind::sees_a_reset:
                return Moment::Kind::gets;
            case Deed::Kind::waits_for_bytes:
            case Deed::Kind::waits_for_room:
                return Moment::Kind::sleeps;
            case Deed::Kind::finishes:
            case Deed::Kind::closes:
            case Deed::Kind::resets:
                break;
        }
        return Moment::Kind::leaves;
    }

    /// Threads that use CPU time in no call since their last one.
    void add_runners() {
        for (const int tid : threads_) {
            const ThreadView* thread = view_of(tid);
            if (thread == nullptr || thread->state != ThreadState::running || look_.end || is_cut_) continue;
            std::int64_t since = 0;
            bool in_call = false;
            for (const Event& call : calls_) {
                if (call.tid != tid) continue;
                in_call = in_call || lasts(call);
                since = std::max(since, call.end_ns);
            }
            if (in_call || since == 0 || end_ns_ - since < sleep_ns) continue;
            Found found;
            found.lane = fmt::format("thread {}", tid);
            found.begin_ns = since;
            found.end_ns = end_ns_;
            found.moment.kind = Moment::Kind::runs;
            found.moment.text = "runs, in no call";
            found.moment.decides = true;
            found_.push_back(std::move(found));
        }
    }

    void add_end_of_server() {
        if (!look_.end) return;
        Found found;
        found.lane = "the server";
        found.begin_ns = found.end_ns = end_ns_;
        for (const Event& event : look_.log.events()) {
            if (event.what == EventKind::process_ended) found.begin_ns = found.end_ns = event.begin_ns;
        }
        found.moment.kind = Moment::Kind::leaves;
        found.moment.text = look_.end->describe();
        found.moment.decides = deciding_.empty();
        found_.push_back(std::move(found));
    }

    /// Keeps what decides and is around it, what lasts, and the last that happened.
    void leave_out_what_is_far() {
        std::stable_sort(found_.begin(), found_.end(),
                         [](const Found& one, const Found& other) { return one.begin_ns < other.begin_ns; });
        if (found_.size() <= most_kept) return;
        constexpr std::size_t before = 8;
        constexpr std::size_t after = 3;
        constexpr std::size_t last = 12;
        std::vector<Found> kept;
        std::int64_t dropped = 0;
        for (std::size_t at = 0; at < found_.size(); ++at) {
            const std::size_t from = at < after ? 0 : at - after;
            const std::size_t to = std::min(at + before + 1, found_.size());
            const bool is_near = std::any_of(found_.begin() + static_cast<std::ptrdiff_t>(from),
                                             found_.begin() + static_cast<std::ptrdiff_t>(to),
                                             [](const Found& one) { return one.moment.decides; });
            const bool goes_on = found_[at].begin_ns < end_ns_ && found_[at].end_ns == end_ns_;
            if (is_near || goes_on || at + last >= found_.size()) {
                kept.push_back(std::move(found_[at]));
                kept.back().moment.left_out_before = std::exchange(dropped, 0);
            } else {
                ++dropped;
            }
        }
        found_ = std::move(kept);
    }

    Timeline drawn() {
        Timeline timeline;
        timeline.title = fmt::format("The last moments before {} failed", look_.check);
        std::map<std::string, std::size_t> lanes;
        const auto add_lane = [&](const std::string& name) {
            if (lanes.emplace(name, timeline.lanes.size()).second) timeline.lanes.push_back(name);
        };
        std::set<std::string> used;
        for (const Found& found : found_) {
            for (const std::string* name : {&found.lane, &found.from, &found.to}) {
                if (!name->empty()) used.insert(*name);
            }
        }
        // Clients first, in the order of their ports' names; then the server's threads as they were made.
        for (const std::string& client : clients_) {
            if (used.erase(client) == 1) add_lane(client);
        }
        std::vector<int> threads = threads_;
        std::sort(threads.begin(), threads.end());
        for (const int tid : threads) {
            const std::string name = fmt::format("thread {}", tid);
            if (used.erase(name) == 1) add_lane(name);
        }
        for (const std::string& other : used) add_lane(other);
        const std::int64_t begin_ns = found_.front().begin_ns;
        const auto since_begin = [&](std::int64_t ns) {
            return std::max<std::int64_t>(ns - begin_ns, 0) / 1000;
        };
        for (Found& found : found_) {
            Moment moment = std::move(found.moment);
            moment.lane = lanes.at(found.lane);
            moment.begin_us = since_begin(found.begin_ns);
            moment.end_us = since_begin(found.end_ns);
            if (!found.from.empty()) moment.from = lanes.at(found.from);
            if (!found.to.empty()) moment.to = lanes.at(found.to);
            timeline.moments.push_back(std::move(moment));
        }
        timeline.goes_on = is_stuck();
        return timeline;
    }

    /// At the picture's end every thread sleeps, and none of those that are shown has set a time for it.
    [[nodiscard]] bool is_stuck() const {
        if (is_cut_ || look_.end || !look_.at_failure || !look_.at_failure->all_asleep()) return false;
        return std::none_of(calls_.begin(), calls_.end(), [&](const Event& call) {
            return call.in_flight() && is_in(threads_, call.tid) && call.asked_ns >= 0;
        });
    }

    const CloseLook& look_;
    std::vector<Event> calls_;  // in the order of their beginnings
    std::set<std::size_t> deciding_;
    std::set<std::size_t> last_calls_;
    std::int64_t end_ns_ = 0;
    bool is_cut_ = false;  // … and that is before the server came to rest
    std::vector<std::string> clients_;
    std::vector<int> threads_;
    std::vector<Found> found_;
};

}  // namespace

std::optional<Timeline> timeline_of(const CloseLook& look, const Cause& cause) {
    return Picture(look, cause).timeline();
}

void add_timelines(std::vector<Cause>& causes, const std::vector<CloseLook>& looks) {
    for (Cause& cause : causes) {
        for (const CloseLook& look : looks) {
            if (!is_in(cause.explains, look.check)) continue;
            cause.timeline = timeline_of(look, cause);
            if (cause.timeline) break;
        }
    }
}

}  // namespace grader
