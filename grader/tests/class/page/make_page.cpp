// make_page COUNT: the page of a class of so many students, on standard output, for page.sh: the recorded
// outcomes in turns, names that want to be something else, one of each thing that somebody must look at.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "class/page/page.hpp"
#include "sample_class.hpp"

namespace {

using namespace grader;

const std::vector<std::string> documents{"all-pass", "causes",    "failures",  "one-failure",  "one-cause",
                                         "all-pass", "failures",  "all-pass",  "inconclusive", "causes",
                                         "stub",     "not-built", "one-cause", "all-pass",     "not-started"};
const std::vector<std::string> names{
    "Ada Lovelace",
    "Grace Hopper",
    "</script><script>throw new Error('a name ran')</script>",
    "<img src=x onerror=\"throw new Error('a name ran')\">",
    "\xD7\xA9\xD7\xA8\xD7\x94 \xD7\x9B\xD7\x94\xD7\x9F",
    "\xE2\x80\xAE"
    "desrever",
    "not \xFF\xFE UTF-8",
    std::string(300, 'W'),
    "\xE6\x9D\x8E \xE5\xB0\x8F\xE9\xBE\x99",
    "\"quoted\" & 'co'",
};

/// Some checks more fail for some: so that the spread is one.
void vary(ResultDocument& document, std::size_t at) {
    for (LabResult& lab : document.labs) {
        if (lab.status != LabStatus::passed && lab.status != LabStatus::failed) continue;
        for (std::size_t check = 0; check < lab.checks.size(); ++check) {
            CheckResult& one = lab.checks[check];
            if (one.verdict == Verdict::pass && (at * 7 + check * 13) % 31 < at % 9) {
                one.verdict = Verdict::fail;
                one.points = 0;
            }
        }
        lab.status = lab.judge();
    }
}

SampleClass make_class(std::size_t count) {
    SampleClass sample = sample_class();
    sample.asked.layout = "a folder each";
    for (std::size_t at = 0; at < count; ++at) {
        Student& student = sample.add("student-" + std::to_string(at), documents[at % documents.size()],
                                      names[at % names.size()]);
        student.late = at % 17 == 3;
        if (at % 23 == 5) student.notices.emplace_back("handed in twice: the later one was graded");
        Outcome& outcome = sample.outcomes.back();
        vary(*outcome.document, at);
        if (at % 41 == 7)
            outcome.document->notices.emplace_back("grader/src/cli/main.cpp is not as the course gave it");
        if (at % 53 == 9) outcome.state.attempts = {{}, {}};
        if (at % 53 == 9) outcome.state.attempts[0].failure = "the grader was ended by SIGKILL";
        // Another lab, for some.
        if (at % 3 == 0) {
            LabResult other = outcome.document->labs[0];
            other.lab = 5;
            other.title = "Coroutines on a runtime of our own";
            other.handout = "labs/lab5-async/README.md";
            outcome.document->labs.push_back(other);
        }
    }
    return sample;
}

}  // namespace

int main(int argc, char** argv) {
    SampleClass sample = make_class(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0);
    PageContext context;
    context.compared = true;
    context.similar = {{"ada", "grace", 0.93, "similar/ada-grace.html"},
                       {"student-1", "nobody<b>", 0.8, "javascript:alert(1)"}};
    sample.asked.handouts = "https://example.edu/labs/";
    const std::string page = class_page(sample.asked, sample.outcomes, context);
    return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}
