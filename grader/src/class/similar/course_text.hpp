// What a course hands out: whoever has that in a submission has copied from nobody.
#pragma once

#include <filesystem>
#include <string>

namespace grader {

/// The code of the template, the runtime, the models, and the handouts of a copy of the course.
[[nodiscard]] std::string course_text(const std::filesystem::path& root);

}  // namespace grader
