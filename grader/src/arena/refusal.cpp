#include "arena/refusal.hpp"

#include <unistd.h>

#include <optional>
#include <string>

#include "base/files.hpp"

namespace grader {

namespace {

std::optional<std::string> setting(const char* path) {
    std::optional<std::string> text = read_file(path);
    while (text && !text->empty() && text->back() == '\n') text->pop_back();
    return text;
}

}  // namespace

NamespaceSettings read_namespace_settings() {
    return {setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
            setting("/proc/sys/kernel/unprivileged_userns_clone"),
            setting("/proc/sys/user/max_user_namespaces"), ::geteuid() == 0};
}

std::string remedy_for_refused_namespaces(const NamespaceSettings& settings) {
    if (settings.most == "0")
        return "this machine allows no user namespaces; to allow them: "
               "sudo sysctl user.max_user_namespaces=10000";
    if (settings.root)
        return "root lacks CAP_SYS_ADMIN here; a container gets it with --cap-add SYS_ADMIN --security-opt "
               "seccomp=unconfined --security-opt apparmor=unconfined";
    if (settings.apparmor_restricts == "1")
        return "AppArmor keeps them from ordinary users here, as Ubuntu has it; to allow them: "
               "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0";
    if (settings.ordinary_users == "0")
        return "ordinary users may not have them here; to allow them: "
               "sudo sysctl kernel.unprivileged_userns_clone=1";
    return {};
}

std::string complaint_about_protection(const SandboxLayers& layers) {
    if (layers.protects_files()) return {};
    std::string text =
        "nothing here keeps a submission from reading and writing your files. Either of two things would: "
        "Landlock (Linux 5.13 or newer, with landlock among its security modules; Docker's seccomp profile "
        "allows it from 20.10.10 on), or namespaces";
    if (!layers.refusal.empty()) text += ", which were refused: " + layers.refusal;
    if (!layers.remedy.empty()) text += " (" + layers.remedy + ")";
    return text + ". For code of your own: ./lab grade --trusted";
}

}  // namespace grader
