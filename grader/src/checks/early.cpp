#include "checks/early.hpp"

#include <exception>
#include <future>
#include <map>
#include <thread>
#include <utility>

#include "base/time_limit.hpp"

namespace grader {

namespace {

std::map<std::string, SetScene>& how_to_set() {
    static std::map<std::string, SetScene> all;
    return all;
}

std::map<std::string, std::string>& scene_of_check() {
    static std::map<std::string, std::string> all;
    return all;
}

/// A scene that is being set, or has been. Its thread stays until the lab is over: a warden ends with the
/// thread that has started it (PR_SET_PDEATHSIG, prctl(2)).
class SceneThread {
 public:
    SceneThread(SetScene set, std::chrono::steady_clock::time_point until)
        : thread_([this, set = std::move(set), until] { run(set, until); }) {}
    ~SceneThread() {
        scene_ = {};
        over_.set_value();
        thread_.join();
    }
    SceneThread(const SceneThread&) = delete;
    SceneThread& operator=(const SceneThread&) = delete;

    [[nodiscard]] bool is_taken() const { return !scene_.valid(); }
    std::unique_ptr<Scene> take() {
        if (time_limit() != TimeLimit::none && scene_.wait_until(time_limit()) != std::future_status::ready)
            throw OutOfTime();
        return scene_.get();
    }

 private:
    void run(const SetScene& set, std::chrono::steady_clock::time_point until) {
        const TimeLimit limit(until);
        try {
            promise_.set_value(set());
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

std::map<std::string, std::unique_ptr<SceneThread>>& scenes() {
    static std::map<std::string, std::unique_ptr<SceneThread>> all;
    return all;
}

}  // namespace

bool define_scene(const std::string& scene, SetScene set) {
    how_to_set()[scene] = std::move(set);
    return true;
}

bool looks_at_scene(const std::string& check, const std::string& scene) {
    if (!scene.empty()) scene_of_check()[check] = scene;
    return true;
}

void set_scenes(const std::vector<std::string>& checks, std::chrono::steady_clock::time_point until) {
    for (const std::string& check : checks) {
        const auto found = scene_of_check().find(check);
        if (found == scene_of_check().end() || scenes().count(found->second) != 0) continue;
        scenes()[found->second] = std::make_unique<SceneThread>(how_to_set().at(found->second), until);
    }
}

std::unique_ptr<Scene> take_scene(const std::string& scene) {
    const auto found = scenes().find(scene);
    if (found != scenes().end() && !found->second->is_taken()) {
        try {
            return found->second->take();
        } catch (const OutOfTime&) {
            // It has had more time than there is now.
            throw;
        } catch (const std::exception&) {
            // Once more, for the check that looks at it now.
        }
    }
    return how_to_set().at(scene)();
}

void forget_scenes() {
    scenes().clear();
}

}  // namespace grader
