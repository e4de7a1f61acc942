#include "evidence/clients/deeds.hpp"

#include <fmt/format.h>
#include <time.h>

#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

bool is_wait(Deed::Kind kind) {
    return kind == Deed::Kind::waits_for_bytes || kind == Deed::Kind::waits_for_room;
}

/// So soon after the piece before it, a piece belongs to it.
constexpr std::int64_t right_after_ns = 1'000'000;

}  // namespace

std::string describe(const Deed& deed) {
    switch (deed.kind) {
        case Deed::Kind::connects:
            return "connects";
        case Deed::Kind::sends:
            return "sends " + bytes_of(deed.bytes);
        case Deed::Kind::gets:
            return "gets " + bytes_of(deed.bytes);
        case Deed::Kind::waits_for_bytes:
            return deed.bytes == 0 ? "waits for the end of the stream" : "waits for " + bytes_of(deed.bytes);
        case Deed::Kind::waits_for_room:
            return "waits until the server takes more";
        case Deed::Kind::sees_the_end:
            return "sees that the server has closed";
        case Deed::Kind::sees_a_reset:
            return "sees a reset from the server";
        case Deed::Kind::finishes:
            return "closes its sending side";
        case Deed::Kind::closes:
            return "closes";
        case Deed::Kind::resets:
            return "closes with a reset";
    }
    return "";
}

std::int64_t Deeds::now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

void Deeds::add(Deed::Kind kind, std::int64_t begin_ns, std::uint64_t bytes) {
    const std::int64_t now = now_ns();
    const bool comes_in_pieces = kind == Deed::Kind::sends || kind == Deed::Kind::gets;
    if (comes_in_pieces && !deeds_.empty() && deeds_.back().kind == kind &&
        begin_ns - deeds_.back().end_ns < right_after_ns) {
        deeds_.back().end_ns = now;
        deeds_.back().bytes += bytes;
        return;
    }
    push({kind, begin_ns, now, bytes});
}

void Deeds::begin_waiting(Deed::Kind kind, std::uint64_t bytes) {
    end_waiting();
    push({kind, now_ns(), 0, bytes});
}

void Deeds::end_waiting() {
    if (!deeds_.empty() && is_wait(deeds_.back().kind)) deeds_.pop_back();
}

void Deeds::push(const Deed& deed) {
    if (deeds_.size() == most) deeds_.erase(deeds_.begin());
    deeds_.push_back(deed);
}

}  // namespace grader
