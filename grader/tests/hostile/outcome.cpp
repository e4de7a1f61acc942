#include "outcome.hpp"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>

#include "clean_text.hpp"
#include "grading.hpp"
#include "outside.hpp"
#include "place.hpp"
#include "world.hpp"

namespace grader::hostile {

namespace {

/// Nobody else's on this machine, and another one in each test that runs now: limits per user count.
uid_t ordinary_user(pid_t test) {
    return ::geteuid() != 0 ? ::geteuid() : 1'500'000'000U + static_cast<uid_t>(test);
}

std::map<std::string, std::string> state_when_quiet(const std::map<std::string, std::string>& before) {
    // What was killed may still be on its way out of the kernel.
    for (int attempt = 0; attempt < 250; ++attempt) {
        if (auto now = state_of_world(); now == before || attempt == 249) return now;
        ::usleep(20'000);
    }
    return {};
}

/// One line for the secrets and one for what the attack says, however many documents repeat it.
std::vector<std::string> leaks_of(const Grading& grading, const std::string& mark) {
    std::vector<std::string> found;
    const auto look_for = [&](const std::string& words, const std::string& meaning) {
        std::string where;
        std::string quoted;
        const auto look = [&](const std::string& name, const std::string& text) {
            const auto at = text.find(words);
            if (at == std::string::npos) return;
            where += (where.empty() ? "" : ", ") + name;
            if (quoted.empty()) quoted = text.substr(at, text.find_first_of("\n\"<", at) - at).substr(0, 160);
        };
        look("terminal", grading.terminal);
        for (const auto& [format, text] : grading.documents) look(format, text);
        if (!where.empty()) found.push_back(meaning + " " + quoted + " (in " + where + ")");
    };
    look_for(mark, "a secret got out:");
    look_for("WON:", "the attack says");
    return found;
}

void note(std::vector<std::string>& violations, const std::vector<std::string>& more, const std::string& of) {
    for (const std::string& line : more) violations.push_back(of.empty() ? line : of + ": " + line);
}

/// A grader that refuses where nothing protects the user's files takes a word that says it may all the same.
bool grader_takes_trusted() {
    const std::unique_ptr<FILE, int (*)(FILE*)> help(::popen("'" GRADER "' grade --help 2>&1", "r"),
                                                     ::pclose);
    std::string text;
    char piece[4096];
    for (std::size_t got = 0; help && (got = std::fread(piece, 1, sizeof piece, help.get())) > 0;)
        text.append(piece, got);
    return text.find("--trusted") != std::string::npos;
}

class Trial {
 public:
    Trial(const Attack& attack, const Circumstances& circumstances, bool with_attack, pid_t test)
        : attack_(attack),
          user_(circumstances.root ? 0 : ordinary_user(test)),
          place_(user_, attack, with_attack),
          outside_(place_, user_),
          grader_(place_, user_, circumstances.refused, circumstances.trusted && grader_takes_trusted()) {
        place_.write_submissions(outside_.ports(), outside_.bystander());
    }

    Outcome run(bool with_attack) {
        const auto canaries = place_.canaries();
        const std::string bystander = outside_.state_of_bystander();
        const auto world = state_of_world();
        const bool with_neighbour = with_attack && attack_.neighbour;
        const pid_t mallory = grader_.start(place_.submission(), attack_);
        const pid_t ada = with_neighbour ? grader_.start(place_.neighbour(), attack_) : -1;
        const Grading grading = grader_.finish(mallory, place_.submission(), attack_.seconds);
        note(outcome_.violations, grading.faults(), "");
        note(outcome_.violations, leaks_of(grading, place_.mark()), "");
        note(outcome_.violations, unclean_texts(grading), "");
        note(outcome_.violations, found_in_pages(grading, attack_.never), "");
        if (with_neighbour) judge_neighbour(grader_.finish(ada, place_.neighbour(), attack_.seconds));
        note(outcome_.violations, differences(world, state_when_quiet(world)), "left behind");
        note(outcome_.violations, differences(canaries, place_.canaries()), "changed");
        note(outcome_.violations, outside_.visits(), "reached");
        if (outside_.state_of_bystander() != bystander)
            outcome_.violations.push_back("a process of the user is not as before: " + bystander + " -> " +
                                          outside_.state_of_bystander());
        look_at_scratch();
        outcome_.refused =
            grading.status == 3 && grading.result().value("labs", nlohmann::json::array()).empty();
        outcome_.score = grading.score();
        outcome_.max_score = grading.max_score();
        outcome_.status = grading.lab_status();
        outcome_.verdicts = grading.verdicts();
        outcome_.terminal = grading.terminal;
        outcome_.seconds = grading.seconds;
        return outcome_;
    }

 private:
    void judge_neighbour(const Grading& neighbour) {
        note(outcome_.violations, neighbour.faults(), "the neighbour");
        note(outcome_.violations, leaks_of(neighbour, place_.mark()), "the neighbour");
        if (neighbour.score() < neighbour.max_score() || neighbour.max_score() == 0)
            outcome_.violations.push_back("the neighbour lost points: " + neighbour.verdicts());
    }

    void look_at_scratch() {
        for (const auto& entry : std::filesystem::directory_iterator(place_.scratch()))
            outcome_.violations.push_back("left behind in TMPDIR: " + entry.path().filename().string());
    }

    const Attack& attack_;
    uid_t user_;
    Place place_;
    Outside outside_;
    Grader grader_;
    Outcome outcome_;
};

nlohmann::json to_json(const Outcome& outcome) {
    return {{"violations", outcome.violations}, {"refused", outcome.refused}, {"score", outcome.score},
            {"max_score", outcome.max_score},   {"status", outcome.status},   {"verdicts", outcome.verdicts},
            {"terminal", outcome.terminal},     {"seconds", outcome.seconds}};
}

Outcome from_json(const nlohmann::json& json) {
    Outcome outcome;
    json.at("violations").get_to(outcome.violations);
    json.at("refused").get_to(outcome.refused);
    json.at("score").get_to(outcome.score);
    json.at("max_score").get_to(outcome.max_score);
    json.at("status").get_to(outcome.status);
    json.at("verdicts").get_to(outcome.verdicts);
    json.at("terminal").get_to(outcome.terminal);
    json.at("seconds").get_to(outcome.seconds);
    return outcome;
}

}  // namespace

Outcome try_attack(const Attack& attack, const Circumstances& circumstances, bool with_attack) {
    const pid_t test = ::getpid();
    const std::string answer = in_own_world([&] {
        Trial trial(attack, circumstances, with_attack, test);
        return to_json(trial.run(with_attack)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    });
    return from_json(nlohmann::json::parse(answer));
}

}  // namespace grader::hostile
