#include "report/terminal.hpp"

#include <string>

#include "report/explanation.hpp"
#include "report/footer.hpp"
#include "report/overview.hpp"
#include "report/page.hpp"
#include "result/bounds.hpp"

namespace grader {

std::string render_terminal(const ResultDocument& unbounded, const TerminalStyle& style) {
    const ResultDocument document = bounded(unbounded);
    Page page(style);
    show_notices(page, document);
    for (const LabResult& lab : document.labs) {
        show_header(page, document, lab);
        if (lab.status == LabStatus::not_built) {
            show_diagnostics(page, lab, style.verbose);
            continue;
        }
        if (lab.status == LabStatus::not_started) {
            show_not_started(page, lab);
            continue;
        }
        explain_lab(page, lab, style.verbose);
        show_stages(page, lab, style.verbose);
        // Not built yet is not the same as could not be built.
        if (lab.build.ok) show_diagnostics(page, lab, style.verbose);
    }
    show_footer(page, document, style.verbose);
    return page.text();
}

}  // namespace grader
