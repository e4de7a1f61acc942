#include "observe/scene.hpp"

#include <time.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace grader {

namespace {

constexpr std::size_t most_events = 400'000;
constexpr auto longest_calm = std::chrono::milliseconds(400);

}  // namespace

void Scene::trace() {
    try {
        watch_ = std::make_unique<Watch>(
            target_.processes(),
            [this](const Event& event) {
                const std::lock_guard lock(mutex_);
                if (events_.size() < most_events)
                    events_.push_back(event);
                else
                    lost_ = true;
            },
            target_.is_launched());
    } catch (const std::system_error& refused) {
        untraced_ = refused.what();
    }
}

void Scene::begin() {
    target_.let_go();
    target_.wait_until_it_listens();
    wait_until_calm(target_, std::chrono::seconds(2));
}

Visitor& Scene::come() {
    Visitor& visitor = visitors_.emplace_back(target_.address(), target_.port());
    note_client(visitor.port());
    return visitor;
}

void Scene::note_client(int port) {
    ports_[port] = all_ports_[port] = ++clients_;
}

void Scene::leave() {
    visitors_.clear();
    ports_.clear();
}

void Scene::mark(const std::string& name) {
    Event event;
    event.what = EventKind::mark;
    event.name = name;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    event.begin_ns = event.end_ns = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
}

std::size_t Scene::settle() {
    wait_until_calm(target_, longest_calm);
    const std::lock_guard lock(mutex_);
    return events_.size();
}

Glance Scene::look() {
    settle();
    Glance glance = glance_at(target_.processes(), ports_);
    if (glance.snapshot.threads.empty())
        throw std::runtime_error(target_.name() + " has ended" + target_.last_words());
    for (const ThreadFact& thread : glance.look.threads) process_of_[thread.tid] = thread.process;
    return glance;
}

std::vector<Event> Scene::log() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

bool Scene::has_lost_calls() const {
    const std::lock_guard lock(mutex_);
    return lost_;
}

}  // namespace grader
