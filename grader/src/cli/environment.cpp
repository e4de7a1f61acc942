#include "cli/environment.hpp"

#include <fmt/format.h>

#include <random>
#include <string>

#include "base/environment.hpp"
#include "report/course_settings.hpp"

namespace grader {

namespace {

/// 128 bits from the system.
std::string random_word() {
    std::random_device bits;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", bits(), bits(), bits(), bits());
}

/// Where GitHub shows the commit that a workflow runs for; empty elsewhere.
std::string repository_of_workflow() {
    const std::string server = variable("GITHUB_SERVER_URL");
    const std::string repository = variable("GITHUB_REPOSITORY");
    const std::string commit = variable("GITHUB_SHA");
    if (server.empty() || repository.empty() || commit.empty()) return {};
    return fmt::format("{}/{}/blob/{}/", server, repository, commit);
}

}  // namespace

ReportContext context_of_environment(const std::filesystem::path& root, const std::string& hints) {
    ReportContext context;
    if (!hints.empty()) context.hints = hints_named(hints, root);
    context.repository = load_settings(root).handouts;
    if (context.repository.empty()) context.repository = repository_of_workflow();
    context.classroom50.classroom = variable("CLASSROOM");
    context.classroom50.assignment = variable("ASSIGNMENT");
    context.classroom50.assignment_type = variable("ASSIGNMENT_TYPE");
    context.classroom50.owner = variable("OWNER");
    if (context.classroom50.owner.empty()) context.classroom50.owner = variable("USERNAME");
    context.classroom50.submission_tag = variable("SUBMISSION_TAG");
    context.classroom50.commit_url = variable("COMMIT_URL");
    context.classroom50.release_url = variable("RELEASE_URL");
    context.classroom50.review_url = variable("REVIEW_URL");
    context.classroom50.commit_date = variable("COMMIT_DATE");
    context.token = random_word();
    return context;
}

}  // namespace grader
