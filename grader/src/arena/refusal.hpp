// Who keeps the grader from namespaces, and what to do about it. The kernel only says EPERM or EACCES, and
// not always at the same step: Ubuntu's AppArmor lets unshare(2) succeed and then refuses to write the map of
// user ids, or to mount. What can be told apart are the settings that exist for it.
#pragma once

#include <optional>
#include <string>

#include "arena/layers.hpp"

namespace grader {

/// The settings as their files have them; nothing where a file does not exist.
struct NamespaceSettings {
    std::optional<std::string> apparmor_restricts{};  ///< Ubuntu, since 23.10: "1" = not for ordinary users
    std::optional<std::string> ordinary_users{};      ///< Debian's own switch: "0" = not for ordinary users
    std::optional<std::string> most{};                ///< user_namespaces(7): how many a user may have
    bool root = false;
};

NamespaceSettings read_namespace_settings();

/// A sentence for the report, or "" if no setting explains it.
std::string remedy_for_refused_namespaces(const NamespaceSettings& settings);

/// Why code that is not one's own must not be run here, and what to do; "" where it may.
std::string complaint_about_protection(const SandboxLayers& layers);

}  // namespace grader
