#include "result/version.hpp"

namespace grader {

std::string_view grader_version() {
    return IO_LABS_VERSION;
}

}  // namespace grader
