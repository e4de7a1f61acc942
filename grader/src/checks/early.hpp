// Scenes: what checks set up that takes time and nothing else, like a client that is silent for long, or a
// server that takes its time to end. They are set from the lab's beginning on, each on a thread of its own,
// and looked at when the turn of their check comes; so the time passes beside all other checks.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace grader {

/// Servers and clients, and what was seen of them. Ends them when it is destroyed. May be set on another
/// thread than it is looked at, but never at the same time.
class Scene {
 public:
    Scene() = default;
    virtual ~Scene() = default;
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
};

using SetScene = std::function<std::unique_ptr<Scene>()>;

/// At start-up: how the scene of this name is set. Returns true.
bool define_scene(const std::string& scene, SetScene set);
/// At start-up: a check looks at this scene; "" is none. Returns true.
bool looks_at_scene(const std::string& check, const std::string& scene);

/// Begins to set the scenes that these checks look at. One that can't be set is left to its check, which
/// tries again, and says why; one that is not set by `until`, too. Main thread, like all that follow.
void set_scenes(const std::vector<std::string>& checks,
                std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max());

/// The scene, when it has been set; or one that is set now, if none was. Throws what setting it throws, and
/// OutOfTime when the caller's time is over. It belongs to the caller.
std::unique_ptr<Scene> take_scene(const std::string& scene);

/// Ends the scenes that nobody has taken.
void forget_scenes();

}  // namespace grader
