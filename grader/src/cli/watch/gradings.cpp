#include "cli/watch/gradings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "cli/selection.hpp"
#include "report/course_settings.hpp"

namespace grader {

namespace {

std::string clock_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    char text[16];
    std::strftime(text, sizeof text, "%H:%M:%S", &parts);
    return text;
}

}  // namespace

Gradings::Gradings(const GradeOptions& options, bool prints)
    : options_(options),
      usual_hints_(options.hints.empty() ? default_hints : hints_named(options.hints, options.root)),
      prints_(prints),
      kept_(options.root) {
    view_.lab = *options.lab;
    begin_with_last_result();
}

/// What failed in the last result here is what to begin with, if it is of the same sources.
void Gradings::begin_with_last_result() {
    const auto last = kept_.document();
    if (!last || last->submission != submission_name(options_)) return;
    for (const LabResult& lab : last->labs) {
        if (lab.lab == *options_.lab) progress_.note(lab);
    }
}

void Gradings::begin(const WatchedSources& sources, bool everything) {
    child_.end();
    view_.message.clear();
    view_.fates.clear();
    view_.failure.clear();
    view_.everything = everything;
    if (!sources.lab) return fail(sources.missing);
    view_.running = true;
    view_.doing = "beginning";
    GradeOptions options = options_;
    options.started = std::chrono::steady_clock::now();
    Grading::Plan plan{progress_.failed(), !everything};
    try {
        child_.start(options, select_checks(options, {*sources.lab}), sources.notices, std::move(plan));
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

void Gradings::end() {
    if (!child_.is_running()) return;
    child_.end();
    view_.running = false;
    view_.fates.clear();
    view_.message = "the grading was ended; Enter begins it again";
}

void Gradings::take() {
    if (child_.is_running()) child_.take(listener());
}

void Gradings::fail(const std::string& why) {
    view_.running = false;
    view_.failure = why;
    view_.finished_at = clock_now();
}

void Gradings::finish(const ResultDocument& document) {
    view_.running = false;
    view_.finished_at = clock_now();
    const Change change = progress_.note(document.labs.front());
    view_.change = document.labs.front().build.ok ? summary_of(change) : "";
    if (!change.gone.empty()) view_.change += fmt::format(" (gone: {})", fmt::join(change.gone, ", "));
    view_.result = document;
    kept_.keep(document, usual_hints_);
    for (const auto& [cause, hints] : told_) kept_.note(cause, hints);
    const std::vector<Cause>& causes = document.labs.front().causes;
    const auto told = causes.empty() ? told_.end() : told_.find(causes.front().id);
    view_.hints = told == told_.end() ? usual_hints_ : told->second;
    if (prints_) {
        TerminalStyle style = detect_style(STDOUT_FILENO);
        for (const std::string& line : head_of(view_, style)) fmt::print("{}\n", line);
        for (const std::string& line : body_of(view_, style)) fmt::print("{}\n", line);
        std::fflush(stdout);
    }
}

GradingChild::Listener Gradings::listener() {
    GradingChild::Listener listener;
    listener.phase = [this](const std::string& what) { view_.doing = what; };
    listener.begins = [this](const std::string& check, int place, int of) {
        view_.doing = fmt::format("[{}/{}] {}{}", place, of, check,
                                  view_.fates.empty() && place > 1 ? " · all have passed until now" : "");
    };
    listener.ended = [this](const std::string& check, const std::string& verdict) {
        const std::vector<std::string>& failed = progress_.failed();
        const bool had_failed = std::find(failed.begin(), failed.end(), check) != failed.end();
        const std::string fate = fate_of(check, verdict, had_failed, detect_style(STDOUT_FILENO).colour);
        if (fate.empty()) return;
        view_.fates.push_back(fate);
        if (prints_) {
            fmt::print("{}\n", view_.fates.back());
            std::fflush(stdout);
        }
    };
    listener.finished = [this](const ResultDocument& document) { finish(document); };
    listener.failed = [this](const std::string& why) { fail(why); };
    return listener;
}

/// The next level of what is told of the first cause, as `./lab hint` does.
void Gradings::tell_hint() {
    if (view_.running || !view_.result) return void(view_.message = "there is no result yet");
    const std::vector<Cause>& causes = view_.result->labs.front().causes;
    if (causes.empty())
        return void(view_.message = view_.result->labs.front().status == LabStatus::passed
                                        ? "nothing is wrong: there is nothing to give a hint about"
                                        : "no cause is known, so there is no hint about it");
    if (view_.hints == Hints::all) return void(view_.message = "that is all there is to tell");
    view_.hints = static_cast<Hints>(static_cast<int>(view_.hints) + 1);
    told_[causes.front().id] = view_.hints;
    kept_.note(causes.front().id, view_.hints);
}

int Gradings::status() const {
    return view_.result ? view_.result->exit_status() : exit_unfit;
}

}  // namespace grader
