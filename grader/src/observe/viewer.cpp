#include "observe/viewer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace grader {

namespace {

using Clock = std::chrono::steady_clock;

std::string where_is(const ThreadFact& thread) {
    if (thread.call == Call::none) return thread.state == ThreadState::running ? "runs" : "";
    std::string text = name_of(thread.call);
    if (thread.for_listener) text += ", the listener";
    if (thread.clients.size() == 1) text += fmt::format(", client {}", thread.clients.front());
    if (thread.clients.size() > 1) text += fmt::format(", {} clients", thread.clients.size());
    if (!thread.for_listener && thread.clients.empty() && thread.loop < 0 &&
        thread.on != DescriptorKind::unknown)
        text += fmt::format(", {}", name_of(thread.on));
    return text;
}

std::string state_of(const TcpSocket& socket) {
    switch (socket.state) {
        case tcp_established:
            return "connected";
        case tcp_close_wait:
            return "peer left";
        case tcp_listening:
            return "listens";
        default:
            return "closing";
    }
}

}  // namespace

Viewer::Viewer(const Target& target, ModelName model)
    : target_(target), model_(std::move(model)), before_(Clock::now()) {}

void Viewer::trace(bool on) {
    watch_.reset();
    if (!on) return;
    {
        const std::lock_guard lock(mutex_);
        calls_.clear();
    }
    watch_ = std::make_unique<Watch>(target_.processes(), [this](const Event& event) {
        if (!event.is_call()) return;
        const std::lock_guard lock(mutex_);
        ++calls_[event.call];
    });
}

void Viewer::number_clients(const Snapshot& seen) {
    std::set<int> there;
    for (const TcpSocket& socket : seen.sockets) {
        if (socket.state != tcp_listening && socket.local_port == target_.port())
            there.insert(socket.remote_port);
    }
    std::erase_if(clients_, [&](const auto& client) { return there.count(client.first) == 0; });
    if (clients_.empty()) last_client_ = 0;
    for (const int port : there) {
        if (clients_.try_emplace(port, last_client_ + 1).second) ++last_client_;
    }
}

void Viewer::add_threads(View& view, const Glance& glance, double seconds) {
    std::map<int, std::uint64_t> cpu;
    std::uint64_t switches = 0;
    for (const ThreadFact& thread : glance.look.threads) {
        const auto found = cpu_before_.find(thread.tid);
        const std::uint64_t used = found == cpu_before_.end() ? 0 : thread.cpu_ns - found->second;
        cpu[thread.tid] = thread.cpu_ns;
        switches += thread.switches;
        const double share = seconds > 0 ? static_cast<double>(used) / 1e9 / seconds : 0;
        view.cpu += share;
        view.threads.push_back({thread.tid, thread.process, thread.name, static_cast<char>(thread.state),
                                share, where_is(thread)});
    }
    if (switches >= switches_before_ && switches_before_ > 0 && seconds > 0)
        view.switches = static_cast<double>(switches - switches_before_) / seconds;
    switches_before_ = switches;
    cpu_before_ = std::move(cpu);
}

void Viewer::add_sockets(View& view, const Glance& glance) const {
    for (const ListenerFact& listener : glance.look.listeners)
        view.sockets.push_back({0, listener.port, "listens", static_cast<std::uint64_t>(listener.backlog), 0,
                                fmt::format("{}", fmt::join(listener.processes, " "))});
    for (const TcpSocket& socket : glance.snapshot.sockets) {
        const auto client = clients_.find(socket.remote_port);
        if (socket.local_port != target_.port() || client == clients_.end() || socket.state == tcp_listening)
            continue;
        const auto holders = glance.look.holders.find(client->second);
        view.sockets.push_back(
            {client->second, socket.remote_port, state_of(socket), socket.unread, socket.unsent,
             holders == glance.look.holders.end() ? "not accepted"
                                                  : fmt::format("{}", fmt::join(holders->second, " "))});
    }
    std::sort(view.sockets.begin(), view.sockets.end(), [](const SocketRow& a, const SocketRow& b) {
        return std::pair(a.client, a.port) < std::pair(b.client, b.port);
    });
}

void Viewer::add_calls(View& view, double seconds) {
    view.is_traced = is_traced();
    std::map<Call, std::uint64_t> calls;
    {
        const std::lock_guard lock(mutex_);
        calls.swap(calls_);
    }
    for (const auto& [call, count] : calls) {
        const auto times = static_cast<double>(count);
        const double a_second = seconds > 0 ? times / seconds : 0;
        const double trips = view.load.round_trips;
        view.calls.push_back({name_of(call), a_second, trips > 0 ? a_second / trips : 0});
    }
    std::sort(view.calls.begin(), view.calls.end(),
              [](const CallRate& a, const CallRate& b) { return a.a_second > b.a_second; });
}

std::optional<View> Viewer::look(Crowd& crowd) {
    const std::vector<pid_t> processes = target_.processes();
    Glance glance = glance_at(processes, clients_);
    if (glance.snapshot.threads.empty()) return std::nullopt;
    const ClientPorts known = clients_;
    number_clients(glance.snapshot);
    // Those that are new have a number now.
    if (clients_ != known) glance = glance_at(processes, clients_);
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - before_).count();
    before_ = now;
    View view;
    view.name = target_.name();
    view.process = processes.front();
    view.address = fmt::format("{}:{}", target_.address(), target_.port());
    view.model = model_;
    view.load = crowd.row();
    view.processes = glance.snapshot.processes;
    view.resident = glance.snapshot.resident_bytes;
    view.anonymous = glance.snapshot.anonymous_bytes;
    view.descriptors = glance.snapshot.descriptors.size();
    add_threads(view, glance, seconds);
    add_sockets(view, glance);
    add_calls(view, seconds);
    std::istringstream said(target_.output());
    for (std::string line; std::getline(said, line);) view.said.push_back(line);
    constexpr std::size_t last = 5;
    if (view.said.size() > last) view.said.erase(view.said.begin(), view.said.end() - last);
    return view;
}

}  // namespace grader
