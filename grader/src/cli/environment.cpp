#include "cli/environment.hpp"

#include <cstdlib>

namespace grader {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

ReportContext context_of_environment() {
    ReportContext context;
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
    return context;
}

}  // namespace grader
