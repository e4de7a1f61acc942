#include "observe/crowd.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "load.hpp"
#include "observe/visitor.hpp"

namespace grader {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t message_bytes = 64;
constexpr double leisurely = 20;  // messages a second of each

/// Which share of all took at most so long.
double share_within(const bench::Histogram& latency, double us) {
    double low = 0;
    double high = 1;
    for (int step = 0; step < 20; ++step) {
        const double middle = (low + high) / 2;
        (static_cast<double>(latency.at_share(middle)) <= us * 1e3 ? low : high) = middle;
    }
    return low;
}

void take(LoadRow& row, const bench::Measured& seen) {
    const double seconds = std::chrono::duration<double>(seen.elapsed).count();
    row.round_trips = seconds > 0 ? static_cast<double>(seen.round_trips) / seconds : 0;
    row.p50_us = static_cast<double>(seen.latency.at_share(0.5)) / 1e3;
    row.p99_us = static_cast<double>(seen.latency.at_share(0.99)) / 1e3;
    row.max_us = static_cast<double>(seen.latency.at_share(1)) / 1e3;
    double below = 0;
    for (std::size_t index = 0; index < latency_bounds.size(); ++index) {
        const double within = share_within(seen.latency, latency_bounds.at(index));
        row.shares.at(index) = within - below < 1e-4 ? 0 : within - below;
        below = within;
    }
    row.shares.back() = 1 - below < 1e-4 ? 0 : 1 - below;
}

}  // namespace

Crowd::Crowd(std::string address, std::uint16_t port, bool is_echo)
    : address_(std::move(address)), port_(port), is_echo_(is_echo && address_ == "127.0.0.1") {
    thread_ = std::thread([this] { work(); });
}

Crowd::~Crowd() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Crowd::wish(const Wish& wish) {
    const std::lock_guard lock(mutex_);
    wish_ = wish;
    changed_.notify_all();
}

Crowd::Wish Crowd::wish() const {
    const std::lock_guard lock(mutex_);
    return wish_;
}

void Crowd::reset_one() {
    const std::lock_guard lock(mutex_);
    ++resets_;
    changed_.notify_all();
}

LoadRow Crowd::row() const {
    const std::lock_guard lock(mutex_);
    LoadRow row = row_;
    row.is_paused = wish_.is_paused;
    row.pace =
        wish_.at_full_speed ? "at full speed" : fmt::format("{:.0f} messages a second each", leisurely);
    return row;
}

void Crowd::work() {
    std::unique_ptr<bench::Load> load;
    int talking = 0;
    std::vector<Visitor> silent;
    std::unique_ptr<Visitor> deaf;
    const std::string much(1U << 16U, 'x');
    for (std::unique_lock lock(mutex_); !is_over_;) {
        const Wish wish = wish_;
        const int resets = std::exchange(resets_, 0);
        lock.unlock();
        LoadRow row;
        try {
            for (int index = 0; index < resets; ++index) {
                Visitor visitor(address_, port_);
                visitor.send("a client that is about to be reset\n");
                visitor.reset();
            }
            while (silent.size() > static_cast<std::size_t>(wish.silent)) silent.pop_back();
            while (silent.size() < static_cast<std::size_t>(wish.silent))
                silent.emplace_back(address_, port_);
            if (!wish.deaf) deaf.reset();
            if (wish.deaf && !deaf) deaf = std::make_unique<Visitor>(address_, port_);
            // Until nobody takes any more of it.
            if (deaf) static_cast<void>(deaf->send(much));
            const int wanted = is_echo_ ? wish.talking : 0;
            if (wanted != talking) {
                load.reset();
                talking = 0;
                if (wanted > 0)
                    load =
                        std::make_unique<bench::Load>(port_, static_cast<std::size_t>(wanted), message_bytes);
                talking = wanted;
            }
            if (load && !wish.is_paused) {
                const double pace = wish.at_full_speed ? 0 : leisurely * talking;
                const bench::Measured seen = load->measure(
                    milliseconds(0), milliseconds(400), [] { return bench::Usage(); }, pace);
                take(row, seen);
            }
        } catch (const std::exception& error) {
            load.reset();
            talking = 0;
            row.problem = fmt::format("the load stops: {}", error.what());
        }
        if (!is_echo_)
            row.problem = "it is no echo server, so nobody talks: what comes back can't be verified";
        row.talking = talking;
        row.silent = static_cast<int>(silent.size());
        row.deaf = deaf ? 1 : 0;
        lock.lock();
        row_ = row;
        const bool rests = !load || wish.is_paused;
        if (rests && !is_over_) changed_.wait_for(lock, milliseconds(400));
    }
}

}  // namespace grader
