// Timelines for the tests of pictures and of their texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "result/timeline.hpp"

namespace grader {

inline Moment moment(std::size_t lane, std::int64_t begin, std::int64_t end, Moment::Kind kind,
                     std::string text, std::string outcome = "", bool decides = false) {
    return {lane, begin, end, kind, std::move(text), decides, std::move(outcome)};
}

/// Two clients, of whom the second gets nothing back: its thread waits until its buffer is full.
inline Timeline a_full_buffer() {
    using Kind = Moment::Kind;
    constexpr std::int64_t end = 3'200'000;
    Timeline timeline;
    timeline.title = "Client #2 waits, and thread 4 sleeps in recvfrom()";
    timeline.lanes = {"client #1", "client #2", "thread 1", "thread 3", "thread 4"};
    timeline.goes_on = true;
    timeline.moments = {
        moment(2, 0, 900, Kind::sleeps, "accept4(3 <listener>)", "= 7 <client #1>"),
        moment(0, 850, 850, Kind::sends, "connects"),
        moment(3, 1'000, 1'400, Kind::sleeps, "recvfrom(7 <client #1>, 4096 bytes)", "= 13"),
        moment(0, 1'300, 1'300, Kind::sends, "sends 13 bytes"),
        moment(3, 1'500, 1'510, Kind::calls, "sendto(7 <client #1>, 13 bytes)", "= 13"),
        moment(0, 1'520, 1'520, Kind::gets, "gets 13 bytes"),
        moment(0, 1'600, 1'600, Kind::leaves, "closes"),
        moment(2, 2'300, end, Kind::sleeps, "accept4(3 <listener>)"),
        moment(4, 2'400, end, Kind::sleeps, "recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL)", "", true),
        moment(1, 2'600, 2'600, Kind::sends, "sends 13 bytes", "", true),
        moment(1, 2'700, end, Kind::sleeps, "waits for 13 bytes"),
    };
    timeline.moments[2].from = 0;
    timeline.moments[4].to = 0;
    return timeline;
}

/// Many calls of two threads; one in the middle decides.
inline Timeline many_moments(std::size_t count) {
    Timeline timeline;
    timeline.lanes = {"thread 1", "thread 2"};
    for (std::size_t at = 0; at < count; ++at) {
        const auto begin = static_cast<std::int64_t>(at) * 1'000;
        timeline.moments.push_back(moment(at % 2, begin, begin + 10, Moment::Kind::calls,
                                          "call number " + std::to_string(at), "= 0", at == count / 2));
    }
    return timeline;
}

/// `text` wherever a submission may have written.
inline Timeline full_of(const std::string& text) {
    Timeline timeline = a_full_buffer();
    timeline.title = text;
    for (std::string& lane : timeline.lanes) lane = text;
    for (Moment& moment : timeline.moments) moment.text = moment.outcome = text;
    return timeline;
}

/// As no grader writes one.
inline Timeline nonsense() {
    Timeline timeline;
    timeline.lanes = {"thread 1"};
    timeline.moments = {moment(7, 0, 1, Moment::Kind::calls, "of no lane"),
                        moment(0, INT64_MAX, INT64_MIN, Moment::Kind::sleeps, "backwards"),
                        moment(0, INT64_MIN, INT64_MAX, Moment::Kind::runs, "for ever"),
                        moment(0, -5, -3, Moment::Kind::gets, "before the beginning")};
    timeline.moments[1].from = 99;
    timeline.moments[2].to = 99;
    return timeline;
}

}  // namespace grader
