#include "checks/scenes.hpp"

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "base/time_limit.hpp"

namespace grader {

/// A scene that is being set, or has been. Its thread stays until the lab is over: a warden ends with the
/// thread that has started it (PR_SET_PDEATHSIG, prctl(2)).
class Scenes::Thread {
 public:
    Thread(SceneKind kind, const Subject& subject, std::chrono::steady_clock::time_point until)
        : thread_([this, kind = std::move(kind), &subject, until] { run(kind, subject, until); }) {}
    ~Thread() {
        scene_ = {};
        over_.set_value();
        thread_.join();
    }
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;

    [[nodiscard]] bool is_taken() const { return !scene_.valid(); }
    std::unique_ptr<Scene> take() {
        if (time_limit() != TimeLimit::none && scene_.wait_until(time_limit()) != std::future_status::ready)
            throw OutOfTime();
        return scene_.get();
    }

 private:
    void run(const SceneKind& kind, const Subject& subject, std::chrono::steady_clock::time_point until) {
        const TimeLimit limit(until);
        try {
            promise_.set_value(kind.set(subject));
        } catch (const std::exception&) {
            promise_.set_exception(std::current_exception());
        }
        over_.get_future().wait();
    }

    std::promise<std::unique_ptr<Scene>> promise_;
    std::future<std::unique_ptr<Scene>> scene_ = promise_.get_future();
    std::promise<void> over_;
    std::thread thread_;  // last: it uses all of the above
};

Scenes::Scenes(const Subject& subject) : subject_(subject) {}
Scenes::~Scenes() = default;

void Scenes::begin(const SceneKind& kind, std::chrono::steady_clock::time_point until) {
    std::unique_ptr<Thread>& thread = threads_[kind.type];
    if (!thread) thread = std::make_unique<Thread>(kind, subject_, until);
}

std::unique_ptr<Scene> Scenes::take(const SceneKind& kind) {
    const auto found = threads_.find(kind.type);
    if (found != threads_.end() && !found->second->is_taken()) {
        try {
            return found->second->take();
        } catch (const OutOfTime&) {
            // It has had more time than there is now.
            throw;
        } catch (const std::exception&) {
            // Once more, for the check that looks at it now.
        }
    }
    return kind.set(subject_);
}

const Scene& Scenes::look_at(const SceneKind& kind) {
    Kept& kept = kept_[kind.type];
    if (kept.took_too_long) throw SceneTooSlow();
    try {
        if (!kept.scene) kept.scene = take(kind);
    } catch (const OutOfTime&) {
        // Whose time is over? If it is not the caller's, it is the scene's.
        kept.took_too_long = std::chrono::steady_clock::now() < time_limit();
        throw;
    }
    return *kept.scene;
}

void Scenes::forget() {
    threads_.clear();
    kept_.clear();
}

}  // namespace grader
