// A result document that is read back, and all reports of it.
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "input.hpp"
#include "report/formats.hpp"
#include "result/json.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = parse_document(text_of(data, size));
    if (json.is_discarded()) return 0;
    ResultDocument document;
    try {
        document = from_json(json);
    } catch (const UserError&) {
        return 0;
    }
    must(to_json(from_json(to_json(document))) == to_json(document), "a document survives the way to disk");
    for (const ReportFormat& format : report_formats()) {
        try {
            must(!format.render(document, {}).empty(), "a report says something");
        } catch (const UserError&) {
        }
    }
    return 0;
}
