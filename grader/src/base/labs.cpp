#include "base/labs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace grader {

namespace {

constexpr Lab labs[] = {
    {4, "labs/lab4-blocking/rubric.toml", Model::threads, false},
    {5, "labs/lab5-async/rubric.toml", Model::tasks, true},
    {first_practice + 1, "labs/practice/1-loop/rubric.toml", Model::loop, false},
    {first_practice + 2, "labs/practice/2-edges/rubric.toml", Model::loop, false},
    {first_practice + 3, "labs/practice/3-awaiter/rubric.toml", Model::tasks, true},
    {first_practice + 4, "labs/practice/4-scheduler/rubric.toml", Model::loop, false},
};

int ordinal(int lab) {
    return is_practice(lab) ? lab - first_practice : lab;
}

}  // namespace

bool Lab::is_practice() const {
    return grader::is_practice(number);
}

std::string Lab::directory() const {
    return lab_directory(number);
}

std::string Lab::phrase() const {
    return lab_phrase(number);
}

std::string Lab::option() const {
    return lab_option(number);
}

std::string lab_name(int lab) {
    return fmt::format("{} {}", is_practice(lab) ? "Practice" : "Lab", ordinal(lab));
}

std::string lab_phrase(int lab) {
    return fmt::format("{} {}", is_practice(lab) ? "practice" : "lab", ordinal(lab));
}

std::string lab_directory(int lab) {
    return fmt::format("{}{}", is_practice(lab) ? "practice" : "lab", ordinal(lab));
}

std::string suite_of(int lab) {
    return fmt::format("{}{}", is_practice(lab) ? "Practice" : "Lab", ordinal(lab));
}

std::string lab_option(int lab) {
    return fmt::format("--{}", lab_phrase(lab));
}

int lab_number(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    int above = 0;
    for (const auto& [word, first] :
         {std::pair<std::string_view, int>("lab", 0), {"practice", first_practice}}) {
        if (name.rfind(word, 0) != 0) continue;
        above = first;
        name.erase(0, word.size());
        name.erase(0, name.find_first_not_of(" _-0"));
        break;
    }
    if (name.empty() || name.size() > 3 || name.find_first_not_of("0123456789") != std::string::npos)
        return 0;
    return above + std::stoi(name);
}

std::span<const Lab> all_labs() {
    return labs;
}

const Lab& properties_of(int lab) {
    const auto* found =
        std::find_if(std::begin(labs), std::end(labs), [lab](const Lab& one) { return one.number == lab; });
    if (found == std::end(labs)) throw std::logic_error(fmt::format("there is no lab {}", lab));
    return *found;
}

}  // namespace grader
