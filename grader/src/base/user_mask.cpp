#include "base/user_mask.hpp"

#include <sys/stat.h>

namespace grader {

namespace {

mode_t set_aside = 0;

}  // namespace

void set_users_mask_aside() {
    set_aside = ::umask(022);
}

mode_t users_mask() {
    return set_aside;
}

}  // namespace grader
