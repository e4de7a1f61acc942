#pragma once

#include <coroutine>

#include "practice/line.hpp"
#include "rt/rt.hpp"

// A leaf as the runtime has them: a worker asks it again after each wake, so a wake too many goes no further.
class Ready final : public rt::detail::Leaf {
 public:
    explicit Ready(practice::Line& line) : line_(line) {}
    ~Ready() override { line_.leave(); }
    Ready(const Ready&) = delete;
    Ready& operator=(const Ready&) = delete;

    bool poll() override { return gives_up() || line_.has_news(); }
    [[nodiscard]] const char* what() const override { return "news"; }

    bool await_ready() { return line_.has_news(); }
    bool await_suspend(std::coroutine_handle<> waiting) {
        line_.enter(waiting);
        if (line_.has_news()) return false;
        rt::detail::this_context.task->leaf = this;
        return true;
    }
    void await_resume() { line_.take_news(); }

 private:
    practice::Line& line_;
};
