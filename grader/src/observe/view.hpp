// What is shown of a server at one moment, and the same as lines of text: for the screen and for --once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fields.hpp"
#include "observe/model.hpp"

namespace grader {

struct ThreadRow {
    int tid = 0;
    int process = 0;
    std::string name;
    char state = '?';
    double cpu = 0;     ///< share of a core
    std::string where;  ///< "recvfrom, client 3"
};

struct SocketRow {
    int client = 0;  ///< 0: the listener
    int port = 0;    ///< the client's; of the listener its own
    std::string state;
    std::uint64_t unread = 0;
    std::uint64_t unsent = 0;
    std::string holders;  ///< who has it: processes
};

struct CallRate {
    std::string name;
    double a_second = 0;
    double a_round_trip = 0;  ///< 0: not known
};

/// Upper ends of the histogram's bars, µs; the last one has none.
constexpr std::array<int, 9> latency_bounds = {20, 50, 100, 200, 500, 1'000, 5'000, 20'000, 100'000};
constexpr std::size_t latency_bars = latency_bounds.size() + 1;

struct LoadRow {
    int talking = 0;
    int silent = 0;
    int deaf = 0;  ///< never read
    bool is_paused = false;
    std::string pace;        ///< "20 a second each"
    std::string problem;     ///< why nobody talks
    double round_trips = 0;  ///< a second
    double p50_us = 0;
    double p99_us = 0;
    double max_us = 0;
    std::array<double, latency_bars> shares{};
};

struct View {
    std::string name;
    int process = 0;
    std::string address;  ///< "127.0.0.1:4000"
    ModelName model;
    LoadRow load;
    int processes = 0;
    std::vector<ThreadRow> threads;
    std::vector<SocketRow> sockets;
    bool is_traced = false;
    std::vector<CallRate> calls;  ///< most frequent first
    double cpu = 0;               ///< cores in use
    double switches = 0;          ///< a second
    std::uint64_t resident = 0;
    std::uint64_t anonymous = 0;
    std::size_t descriptors = 0;
    std::vector<std::string> said;  ///< its last lines
};

IO_LABS_JSON(ThreadRow)
IO_LABS_JSON(SocketRow)
IO_LABS_JSON(CallRate)
IO_LABS_JSON(LoadRow)
IO_LABS_JSON(View)

/// A line, and whether it is a heading.
struct ViewLine {
    std::string text;
    bool is_heading = false;
};

/// At most `width` columns each; at most so many lines, 0: as many as there is to say. What does not fit is
/// counted.
std::vector<ViewLine> lines_of(const View& view, std::size_t width, std::size_t most_lines);

/// "12.3 MiB"
std::string size_text(std::uint64_t bytes);

}  // namespace grader
