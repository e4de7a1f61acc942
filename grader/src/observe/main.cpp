// `./lab observe`: a scenario that tells the model; then what was asked for: the live screen, text, JSON, a
// trace.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "observe/crowd.hpp"
#include "observe/model.hpp"
#include "observe/options.hpp"
#include "observe/screen.hpp"
#include "observe/session.hpp"
#include "observe/tasks.hpp"
#include "observe/trace_text.hpp"
#include "observe/viewer.hpp"
#include "report/style.hpp"

namespace {

using namespace grader;
using Form = ObserveOptions::Form;

constexpr int exit_not_observed = 3;

/// On a terminal, one line that changes; elsewhere nothing.
class Steps {
 public:
    void say(const std::string& step) const {
        if (is_terminal_) fmt::print(stderr, "\r\033[K{} …", step);
    }
    ~Steps() {
        if (is_terminal_) fmt::print(stderr, "\r\033[K");
    }

 private:
    bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
};

void end_on_signals() {
    // The keeper ends the server when this process is gone; the terminal is untouched until the screen opens.
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::pthread_sigmask(SIG_BLOCK, &children, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

/// Each client that was answered talks; who serves one at a time is given one.
Crowd::Wish first_wish(const ObserveOptions& options, const ModelFacts& facts) {
    Crowd::Wish wish;
    wish.talking = options.clients;
    if (facts.answered < facts.clients) wish.talking = std::min(wish.talking, facts.answered);
    return wish;
}

/// What the screen would show after a second or two.
std::optional<View> view_once(Viewer& viewer, Crowd& crowd, const ModelFacts& facts) {
    using std::chrono::milliseconds;
    // The load's first measurement is not over before.
    std::this_thread::sleep_for(milliseconds(700));
    viewer.look(crowd);
    std::this_thread::sleep_for(milliseconds(1'000));
    std::optional<View> view = viewer.look(crowd);
    if (!view) return view;
    view->is_traced = facts.is_traced;
    if (facts.messages == 0) return view;
    // Those of the scenario; a trace under load would slow down what is measured here.
    for (const auto& [name, times] : facts.calls)
        view->calls.push_back({name, 0, static_cast<double>(times) / facts.messages});
    std::sort(view->calls.begin(), view->calls.end(),
              [](const CallRate& a, const CallRate& b) { return a.a_round_trip > b.a_round_trip; });
    return view;
}

void write(const std::string& text, const std::string& file) {
    if (file.empty()) {
        std::fputs(text.c_str(), stdout);
        return;
    }
    std::ofstream out(file);
    if (!(out << text) || !out.flush()) throw std::runtime_error("can't write to " + file);
}

int show_trace(const Session& session) {
    const bool is_terminal = ::isatty(STDOUT_FILENO) == 1;
    const auto width = is_terminal ? static_cast<std::size_t>(detect_style(STDOUT_FILENO).width) : 0;
    for (const std::string& line : annotated(session.log(), session.ports(), session.process_of(), width))
        fmt::print("{}\n", line);
    return 0;
}

int show(const ObserveOptions& options, const Target& target, const ModelFacts& facts) {
    const ModelName model = name_model(facts);
    Viewer viewer(target, model);
    Crowd crowd(target.address(), target.port(), facts.is_echo);
    crowd.wish(first_wish(options, facts));
    if (options.form == Form::screen) {
        const std::string why = run_screen(viewer, crowd, {tasks_of(target, options.tasks_script)});
        if (why.empty()) return 0;
        throw std::runtime_error(why + target.last_words());
    }
    const std::optional<View> view = view_once(viewer, crowd, facts);
    if (!view) throw std::runtime_error(target.name() + " has ended" + target.last_words());
    if (options.form == Form::json) {
        const nlohmann::json document = {{"model", model}, {"facts", facts}, {"view", *view}};
        write(document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n",
              options.json_file);
        return 0;
    }
    const auto width = static_cast<std::size_t>(detect_style(STDOUT_FILENO).width);
    for (const ViewLine& line : lines_of(*view, width, 0)) fmt::print("{}\n", line.text);
    return 0;
}

int observe(ObserveOptions options) {
    if (options.form == Form::screen && (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1))
        options.form = Form::once;
    Target target(options.target);
    std::optional<Session> session;
    ModelFacts facts;
    {
        const Steps steps;
        steps.say("waiting until it listens");
        session.emplace(target, options.session);
        facts = session->play([&](const std::string& step) { steps.say(step); });
    }
    return options.form == Form::trace ? show_trace(*session) : show(options, target, facts);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        end_on_signals();
        ParsedObserve parsed = parse_observe(argc, argv);
        if (!parsed.options) return parsed.exit_status;
        const int status = observe(*std::move(parsed.options));
        return std::fflush(stdout) == 0 ? status : exit_not_observed;
    } catch (const std::exception& error) {
        fmt::print(stderr, "lab: {}\n", error.what());
        return exit_not_observed;
    }
}
