// As much of JSON Schema 2020-12 as the schemas beside this file use. A keyword that it does not know throws:
// a schema that changes must not go unchecked.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace grader {

class Schema {
 public:
    explicit Schema(nlohmann::json root) : root_(std::move(root)) {}

    /// One line for each thing in which the value violates the schema.
    [[nodiscard]] std::vector<std::string> violations(const nlohmann::json& value) const {
        std::vector<std::string> found;
        verify(root_, value, "$", found);
        return found;
    }

 private:
    using json = nlohmann::json;

    static bool is_of_type(const json& value, const std::string& type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        if (type == "boolean") return value.is_boolean();
        if (type == "null") return value.is_null();
        throw std::runtime_error("unknown type " + type);
    }

    static bool is_of_types(const json& value, const json& types) {
        if (types.is_string()) return is_of_type(value, types);
        for (const json& type : types) {
            if (is_of_type(value, type)) return true;
        }
        return false;
    }

    void verify(const json& schema, const json& value, const std::string& path,
                std::vector<std::string>& found) const {
        for (const auto& [keyword, rule] : schema.items()) {
            if (!keeps(keyword, rule, value))
                found.push_back(path + " violates " + keyword + " " + rule.dump());
            if (keyword == "$ref") {
                const std::string target = rule;
                verify(root_.at(json::json_pointer(target.substr(1))), value, path, found);
            }
            if (keyword == "properties" && value.is_object()) {
                for (const auto& [name, part] : value.items()) {
                    if (rule.contains(name))
                        verify(rule.at(name), part, path + "." + name, found);
                    else if (schema.value("additionalProperties", true) == false)
                        found.push_back(path + "." + name + " is not allowed");
                }
            }
            if (keyword == "items" && value.is_array()) {
                for (std::size_t at = 0; at < value.size(); ++at)
                    verify(rule, value[at], path + "[" + std::to_string(at) + "]", found);
            }
        }
    }

    static bool keeps(const std::string& keyword, const json& rule, const json& value) {
        if (keyword == "type") return is_of_types(value, rule);
        if (keyword == "const") return value == rule;
        if (keyword == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
        if (keyword == "minLength") return !value.is_string() || value.get<std::string>().size() >= rule;
        if (keyword == "minimum") return !value.is_number() || value >= rule;
        if (keyword == "pattern")
            return !value.is_string() ||
                   std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()));
        if (keyword == "required") {
            return !value.is_object() || std::all_of(rule.begin(), rule.end(), [&value](const json& name) {
                return value.contains(name.get<std::string>());
            });
        }
        for (const char* other :
             {"$schema", "title", "$defs", "$ref", "properties", "items", "additionalProperties"}) {
            if (keyword == other) return true;
        }
        throw std::runtime_error("unknown keyword " + keyword);
    }

    json root_;
};

}  // namespace grader
