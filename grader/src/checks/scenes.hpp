// Scenes: what checks set up that takes time and nothing else, like a client that is silent for long, or a
// server that takes its time to end. They are set from the lab's beginning on, each on a thread of its own,
// and looked at when the turn of their check comes; so the time passes beside all other checks.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <typeindex>
#include <vector>

namespace grader {

struct Subject;

/// Servers and clients, and what was seen of them. Ends them when it is destroyed. May be set on another
/// thread than it is looked at, but never at the same time.
class Scene {
 public:
    Scene() = default;
    virtual ~Scene() = default;
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
};

/// Which scene, and how it is set.
struct SceneKind {
    std::type_index type;
    std::function<std::unique_ptr<Scene>(const Subject&)> set;

    /// S is a Scene that is made from a Subject.
    template <typename S>
    static SceneKind of() {
        return {typeid(S), [](const Subject& subject) { return std::make_unique<S>(subject); }};
    }
};

/// A scene that several checks look at had more time than any of them, and was not set when it was over.
struct SceneTooSlow : std::runtime_error {
    SceneTooSlow() : std::runtime_error("a scene took too long") {}
};

/// The scenes of one lab's checks. The thread that makes it calls all that follow.
class Scenes {
 public:
    /// Of this subject, which must stay where it is.
    explicit Scenes(const Subject& subject);
    ~Scenes();
    Scenes(const Scenes&) = delete;
    Scenes& operator=(const Scenes&) = delete;

    /// Begins to set this one, once however often it is said. One that can't be set is left to its check,
    /// which tries again, and says why; one that is not set by `until`, too.
    void begin(const SceneKind& kind,
               std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max());

    /// The scene, when it has been set; or one that is set now, if none was. Throws what setting it throws,
    /// and OutOfTime when the caller's time is over. It belongs to the caller.
    template <typename S>
    std::unique_ptr<S> take() {
        return std::unique_ptr<S>(static_cast<S*>(take(SceneKind::of<S>()).release()));
    }
    std::unique_ptr<Scene> take(const SceneKind& kind);

    /// The same one for all who look at it, until forget(). If it took too long it is not begun again: from
    /// then on SceneTooSlow is thrown.
    template <typename S>
    const S& look_at() {
        return static_cast<const S&>(look_at(SceneKind::of<S>()));
    }
    const Scene& look_at(const SceneKind& kind);

    /// Ends them all.
    void forget();

 private:
    class Thread;
    struct Kept {
        std::unique_ptr<Scene> scene;
        bool took_too_long = false;
    };

    const Subject& subject_;
    std::map<std::type_index, std::unique_ptr<Thread>> threads_;
    std::map<std::type_index, Kept> kept_;
};

}  // namespace grader
