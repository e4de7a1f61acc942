#include "arena/warden_program.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.hpp"

namespace grader {

std::string built_warden() {
    return WARDEN;
}

UniqueFd open_warden(const std::string& path) {
    UniqueFd program(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!program)
        throw UserError(path + " can't be opened (" + std::strerror(errno) +
                        "): build the grader again (./lab setup)");
    return program;
}

int warden_program() {
    static const UniqueFd program = open_warden(built_warden());
    return program.get();
}

}  // namespace grader
