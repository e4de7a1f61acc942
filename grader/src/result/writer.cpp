#include "result/writer.hpp"

#include <nlohmann/json.hpp>

#include "result/json.hpp"

namespace grader {

namespace {

/// JSON lets DEL stand as it is; a terminal that shows the document need not.
std::string without_del(const std::string& json) {
    std::string text;
    for (const char byte : json) {
        if (byte == '\x7f')
            text += "\\u007f";
        else
            text += byte;
    }
    return text;
}

std::string as_json_text(const ResultDocument& document) {
    return without_del(to_json(document).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) +
           '\n';
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
