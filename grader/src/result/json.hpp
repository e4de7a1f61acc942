// The result document as JSON: {"format": "io-labs-result", "version": 2, "finished", "status", "score", …},
// then the fields of document.hpp under their own names; enum values are words with hyphens, empty optionals
// are left out. "grader_version", "notices", "read" and "causes" of a lab, "facts", the lines
// around one of the source and a cause's "passage" may be absent.
// "status", "score" and "max_score" of the document and "score" and "max_score" of a lab are for readers
// without this code: they are derived, and not read back. Version 1 had no verdict "not-reached",
// and no "missing" of a check.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "result/document.hpp"

namespace grader {

constexpr std::string_view document_format = "io-labs-result";
constexpr int document_version = 2;
/// Older ones are read, too, from this one on.
constexpr int oldest_document_version = 1;

[[nodiscard]] std::string_view word(Verdict verdict);
[[nodiscard]] std::string_view word(LabStatus status);
/// Compilers' own word: "fatal error".
[[nodiscard]] std::string_view word(Severity severity);
[[nodiscard]] std::string_view word(Moment::Kind kind);

/// Bounded (see bounds.hpp): whatever the submission printed, the result can be dumped as valid UTF-8.
[[nodiscard]] nlohmann::json to_json(const ResultDocument& document);

/// The JSON of a text that may be anything; is_discarded() of what is none, or nests or holds more than a
/// document ever does.
[[nodiscard]] nlohmann::json parse_document(std::string_view text);

/// Throws UserError that names the field that is missing or wrong ("labs[0].checks[3].points"), or says that
/// this is another format or a newer version. Fields it does not know are ignored.
[[nodiscard]] ResultDocument from_json(const nlohmann::json& json);

}  // namespace grader
