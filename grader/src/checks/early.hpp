// For checks of what takes time and nothing else: a client that is silent for long, a server that takes its
// time to end. Their scene is set before the first check of the lab, and looked at when their turn comes; so
// the time passes beside all other checks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace grader {

/// What a check has set up: servers, clients. Ends them when it is destroyed.
class Scene {
 public:
    Scene() = default;
    virtual ~Scene() = default;
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
};

using SetScene = std::function<std::unique_ptr<Scene>()>;

/// At start-up, beside the check's definition: its scene is to be set early. Returns true.
bool set_early(const std::string& check, SetScene set);

/// Sets the scenes of those of these checks that have one. One that can't be set is left to its check, which
/// tries again, and says why.
void set_scenes(const std::vector<std::string>& checks);

/// The check's scene: the one that was set early, or one that is set now; throws what setting it throws. It
/// belongs to the caller.
std::unique_ptr<Scene> take_scene(const std::string& check);

/// Ends the scenes that nobody has taken.
void forget_scenes();

}  // namespace grader
