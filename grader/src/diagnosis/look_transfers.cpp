// Bytes that a server was to move, and did not.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/calls.hpp"
#include "diagnosis/facts_of_look.hpp"

namespace grader {

namespace {

/// How many it was asked to move; 0 if that is not known.
std::uint64_t asked(const Event& call) {
    const int place = length_argument(call.call);
    if (place < 0 || static_cast<std::size_t>(place) >= call.arguments.size()) return 0;
    return call.arguments[static_cast<std::size_t>(place)];
}

// Who reads less than a buffer, and then asks for just the rest of it without having written anything, waits
// until it is full.
void find_filled_buffers(const CloseLook& look, Facts& facts) {
    std::map<std::uint64_t, std::uint64_t> missing;  // by connection: what its last read left of the buffer
    const auto note = [&](const Event& call) {
        if (const Descriptor* to = written_to(call); is_connection(to)) missing.erase(to->inode);
        const Descriptor* from = read_from(call);
        if (!is_connection(from)) return;
        const std::uint64_t size = asked(call);
        const auto rest = missing.find(from->inode);
        if (rest != missing.end() && size == rest->second)
            facts.push_back(fact_of_call(FactKind::reads_on_until_full, name_of(call.call), look, call));
        if (call.in_flight() || call.result == -EAGAIN || call.result == -EINTR) return;
        missing.erase(from->inode);
        if (call.result > 0 && static_cast<std::uint64_t>(call.result) < size)
            missing[from->inode] = size - static_cast<std::uint64_t>(call.result);
    };
    for (const Event& call : look.log.events()) {
        if (call.is_call()) note(call);
    }
    for (const Event& call : look.in_flight) note(call);
}

// Who writes more than the rest of what a write left has forgotten the rest. (One may send it in pieces. And
// who closes with a rest may do so since the client has gone.)
void find_forgotten_rests(const CloseLook& look, Facts& facts) {
    struct Rest {
        const Event* write;
        std::uint64_t bytes;
    };
    std::map<std::uint64_t, Rest> owed;  // by connection
    for (const Event& call : look.log.events()) {
        const Descriptor* to = call.is_call() ? written_to(call) : nullptr;
        if (!is_connection(to)) continue;
        const std::uint64_t size = asked(call);
        const auto rest = owed.find(to->inode);
        // (One that takes nothing may be somebody else's, who is told to wait.)
        if (rest != owed.end() && call.result > 0 && size > rest->second.bytes)
            facts.push_back(fact_of_call(FactKind::rest_not_sent, name_of(rest->second.write->call), look,
                                         *rest->second.write));
        if (call.result == -EPIPE && !call.injected)
            facts.push_back(fact_of_call(FactKind::writes_to_who_has_gone, name_of(call.call), look, call));
        if (call.result < 0) continue;
        if (rest != owed.end()) owed.erase(rest);
        if (call.result > 0 && static_cast<std::uint64_t>(call.result) < size)
            owed[to->inode] = {&call, size - static_cast<std::uint64_t>(call.result)};
    }
}

// A read that returns 0 says that nothing more will come. Some look once more before they close; who reads
// that often has not understood it.
void find_reads_after_the_end(const CloseLook& look, Facts& facts) {
    constexpr int too_often = 10;
    std::map<std::uint64_t, int> ends;  // by connection
    for (const Event& call : look.log.events()) {
        const Descriptor* from = call.is_call() ? read_from(call) : nullptr;
        if (!is_connection(from) || call.in_flight() || call.result != 0 || asked(call) == 0) continue;
        if (++ends[from->inode] == too_often)
            facts.push_back(fact_of_call(FactKind::reads_after_the_end, name_of(call.call), look, call));
    }
}

}  // namespace

void find_transfers(const CloseLook& look, Facts& facts) {
    find_filled_buffers(look, facts);
    find_forgotten_rests(look, facts);
    find_reads_after_the_end(look, facts);
}

}  // namespace grader
