#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/confined_child.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "class/identity.hpp"
#include "class/instant.hpp"
#include "class/layouts.hpp"
#include "report/text.hpp"

namespace grader {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string text_of(const YAML::Node& node) {
    return node && node.IsScalar() ? node.Scalar() : "";
}

std::string whole_text(int file) {
    std::string text;
    char part[65536];
    for (ssize_t count = 0; (count = ::read(file, part, sizeof part)) != 0;) {
        if (count < 0) throw std::runtime_error(std::strerror(errno));
        text.append(part, static_cast<std::size_t>(count));
    }
    return text;
}

/// In a child: the file is full of what students' programs printed. [[folder, name, sid, email, created_at],
/// …]
json students_in(int file) {
    const YAML::Node metadata = YAML::Load(whole_text(file));
    json students = json::array();
    for (const auto& entry : metadata) {
        const YAML::Node& submission = entry.second;
        const std::string folder = text_of(entry.first);
        const std::string created = text_of(submission[":created_at"]);
        for (const YAML::Node& submitter : submission[":submitters"])
            students.push_back(json::array({folder, text_of(submitter[":name"]), text_of(submitter[":sid"]),
                                            text_of(submitter[":email"]), created}));
    }
    return students;
}

}  // namespace

Found read_gradescope(const fs::path& metadata) {
    const UniqueFd file(::open(metadata.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw UserError(fmt::format("{} can't be read: {}", metadata.string(), std::strerror(errno)));
    const ChildAnswer done =
        answer_of_child(file, [](int input, const std::function<void(const std::string&)>& answer) {
            answer(students_in(input).dump(-1, ' ', false, json::error_handler_t::replace));
        });
    if (!done.ok)
        throw UserError(
            fmt::format("{} is not Gradescope's: {}", metadata.string(), printable(done.failure)));
    Found found;
    found.layout = "Gradescope's export";
    std::map<std::string, int> members;
    const json students = json::parse(done.bytes);
    for (const json& student : students) ++members[student[0].get<std::string>()];
    for (const json& one : students) {
        const auto [folder, name, sid, email, created] =
            one.get<std::tuple<std::string, std::string, std::string, std::string, std::string>>();
        HandedIn student;
        student.label = printable(folder) + "/";
        student.id = !email.empty() ? email.substr(0, email.find('@')) : !sid.empty() ? sid : name;
        student.name = printable(name);
        student.email = printable(email);
        student.keys = {bare(sid), bare(email), bare(name)};
        student.submitted = utc_of(created);
        // A name that leads elsewhere is no folder of the export.
        const fs::path place = metadata.parent_path() / folder;
        std::error_code ignored;
        if (folder.find('/') == std::string::npos && folder != ".." &&
            fs::is_directory(fs::symlink_status(place, ignored)))
            student.place = place;
        else
            student.problem =
                fmt::format("submission_metadata.yml names {}, and there is no such folder", student.label);
        if (members[folder] > 1) student.label += fmt::format(" (a group of {})", members[folder]);
        found.submissions.push_back(std::move(student));
    }
    if (found.submissions.empty()) throw UserError(fmt::format("{} names nobody", metadata.string()));
    return found;
}

}  // namespace grader
