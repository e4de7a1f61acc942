#include "result/writer.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "result/json.hpp"

namespace grader {

namespace {

/// In ASCII: what else a submission has printed, control and bidirectional characters among it, is escaped,
/// so that a terminal which shows the document obeys nobody.
std::string as_json_text(const ResultDocument& document) {
    return to_json(document).dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace

DocumentWriter::DocumentWriter(const std::filesystem::path& path)
    : DocumentWriter(path, "result document", as_json_text) {}

DocumentWriter::DocumentWriter(const std::filesystem::path& path, std::string what, Render render)
    : file_(path, std::move(what)), render_(std::move(render)) {}

void DocumentWriter::write(const ResultDocument& document) const {
    file_.write(render_(document));
}

}  // namespace grader
