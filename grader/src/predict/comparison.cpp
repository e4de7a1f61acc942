#include "predict/comparison.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "predict/trial.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

using nlohmann::json;

/// What the program prints; on a terminal its progress is seen, and goes again. Throws NotMeasured if it
/// fails.
std::string printed_by_program(const std::vector<std::string>& command) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    UniqueFd out(ends[0]), in(ends[1]);
    const bool shows_progress = ::isatty(STDERR_FILENO) == 1;
    const pid_t parent = ::getpid();
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(0);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
        ::dup2(in.get(), STDOUT_FILENO);
        // Where nobody sees the bar, its lines and a failure's reason come with the rest.
        if (!shows_progress) ::dup2(in.get(), STDERR_FILENO);
        ::execv(words.front(), words.data());
        constexpr int not_executed = 127;
        ::_exit(not_executed);
    }
    in.reset();
    std::string text;
    std::array<char, 65'536> piece{};
    for (;;) {
        const ssize_t got = ::read(out.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        while (!text.empty() && text.back() == '\n') text.pop_back();
        throw NotMeasured(text.empty() ? "models-compare could not measure"
                                       : text.substr(text.rfind('\n') + 1));
    }
    return text;
}

/// The row of a model under the load in this place; nullptr if there is none.
const json* row_of(const json& run, std::size_t place, const std::string& model) {
    const std::string scenario = run.at("scenarios").at(place).at("key");
    for (const json& row : run.at("rows"))
        if (row.at("scenario") == scenario && row.at("server") == model) return &row;
    return nullptr;
}

std::optional<double> median_of(const json& row, const std::string& quantity) {
    if (!row.at("values").contains(quantity)) return std::nullopt;
    return row.at("values").at(quantity).at("median").get<double>();
}

std::string column_of(const json& run, const std::string& quantity) {
    for (const json& one : run.at("quantities"))
        if (one.at("key") == quantity) return one.at("column");
    return quantity;
}

std::string figure_of(double value) {
    if (value >= 100) {
        std::string digits = fmt::format("{:.0f}", value);
        for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
            digits.insert(static_cast<std::size_t>(at), ",");
        return digits;
    }
    return value >= 10 || value == static_cast<int>(value) ? fmt::format("{:.0f}", value)
                                                           : fmt::format("{:.1f}", value);
}

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
    const std::size_t taken = columns(text);
    const std::string space(taken < width ? width - taken : 0, ' ');
    return to_the_right ? space + text : text + space;
}

}  // namespace

json compared(const Comparer& comparer, const std::vector<std::string>& models,
              const std::vector<WorkLoad>& loads) {
    std::vector<std::string> command{comparer.program};
    command.insert(command.end(), models.begin(), models.end());
    for (const std::string& path : comparer.lab4) command.push_back("--lab4=" + path);
    for (const std::string& path : comparer.lab5) command.push_back("--lab5=" + path);
    for (const WorkLoad& load : loads) command.push_back("--situation=" + load.as_option());
    const std::string text = printed_by_program(command);
    // The document is one line, the last.
    const std::size_t begin = text.rfind("\n{");
    json run = json::parse(begin == std::string::npos ? text : text.substr(begin + 1), nullptr, false);
    if (!run.is_object() || !run.contains("rows")) throw NotMeasured("models-compare printed no document");
    if (run.at("scenarios").size() != loads.size())
        throw NotMeasured("this machine allows fewer connections than the situation has (ulimit -Hn)");
    return run;
}

std::vector<std::string> table_of(const json& run, std::size_t place,
                                  const std::vector<std::string>& quantities, const Marked& marked) {
    constexpr std::size_t name_width = 29, column_width = 11, longest_name = 28;
    std::vector<std::string> lines;
    std::string head(name_width + 2, ' ');
    for (const std::string& quantity : quantities)
        head += padded(column_of(run, quantity), column_width, true);
    lines.push_back(head);
    for (const json& server : run.at("servers")) {
        const std::string key = server.at("key");
        const json* const row = row_of(run, place, key);
        if (row == nullptr) continue;
        std::string line = key == marked.chosen ? ">" : " ";
        line += key == marked.taken ? "*" : " ";
        const std::string title = server.at("title");
        line += padded(cut(title.substr(0, title.find(" (the reference)")), longest_name), name_width, false);
        if (row->contains("missing")) {
            lines.push_back(line + row->at("missing").get<std::string>());
            continue;
        }
        for (const std::string& quantity : quantities) {
            const auto value = median_of(*row, quantity);
            line += padded(value ? figure_of(*value) : "-", column_width, true);
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> notes_of(const json& run) {
    std::vector<std::string> notes;
    for (const json& server : run.at("servers")) {
        const std::string note = server.value("note", std::string());
        if (!note.empty()) notes.push_back(fmt::format("{}: {}", server.at("key").get<std::string>(), note));
    }
    return notes;
}

std::string difference_in(const json& run, std::size_t place, const std::string& quantity,
                          const Marked& marked) {
    const json* const chosen = row_of(run, place, marked.chosen);
    const json* const taken = row_of(run, place, marked.taken);
    if (taken == nullptr || !median_of(*taken, quantity)) return "";
    const std::string own = chosen == nullptr || !median_of(*chosen, quantity)
                                ? ""
                                : fmt::format("your choice {}, ", figure_of(*median_of(*chosen, quantity)));
    return fmt::format("{}: {}the reading's {}", column_of(run, quantity), own,
                       figure_of(*median_of(*taken, quantity)));
}

}  // namespace grader
