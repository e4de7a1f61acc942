// What a client has done lately, and when: for the picture of a failure, where its lane stands beside those
// of the server's threads. A few of the last deeds, whatever it does; a clock is read for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace grader {

struct Deed {
    enum class Kind {
        connects,
        sends,
        gets,
        waits_for_bytes,
        waits_for_room,  ///< it has more to send than the server takes
        sees_the_end,    ///< of the stream
        sees_a_reset,
        finishes,  ///< closes its sending side
        closes,
        resets,
    };

    Kind kind{};
    std::int64_t begin_ns = 0;  ///< CLOCK_MONOTONIC, as in a trace
    std::int64_t end_ns = 0;    ///< 0 while it waits
    std::uint64_t bytes = 0;    ///< sent, got, or waited for; 0 where that is not known
};

/// "sends 13 bytes".
std::string describe(const Deed& deed);

/// Of one client; used by its thread.
class Deeds {
 public:
    static constexpr std::size_t most = 24;

    static std::int64_t now_ns();

    /// It is over. What is sent or got in pieces, one right after the other, is one deed.
    void add(Deed::Kind kind, std::int64_t begin_ns, std::uint64_t bytes = 0);
    void begin_waiting(Deed::Kind kind, std::uint64_t bytes);
    /// It came to something, which says more than that it was waited for.
    void end_waiting();

    /// The oldest first.
    [[nodiscard]] const std::vector<Deed>& all() const { return deeds_; }

 private:
    void push(const Deed& deed);

    std::vector<Deed> deeds_;
};

/// The same with whose they are.
struct ClientStory {
    std::string client;
    std::vector<Deed> deeds;
};

}  // namespace grader
