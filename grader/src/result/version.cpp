#include "result/version.hpp"

#include <string_view>

namespace grader {

std::string_view grader_version() {
    return IO_LABS_VERSION;
}

}  // namespace grader
