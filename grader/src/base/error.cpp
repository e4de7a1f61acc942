#include "base/error.hpp"

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace grader {

int check(int result, std::string_view what) {
    if (result == -1) throw std::system_error(errno, std::generic_category(), std::string(what));
    return result;
}

}  // namespace grader
