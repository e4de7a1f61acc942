// A struct as a JSON object with a field for each member, like nlohmann/json's
// NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE, but declared in the header and defined in one source file: what each of
// 60 files would instantiate again is compiled once.
#pragma once

#include <nlohmann/json_fwd.hpp>

/// In the header, after the struct.
#define IO_LABS_JSON(Type)                              \
    void to_json(nlohmann::json& to, const Type& from); \
    void from_json(const nlohmann::json& from, Type& to);

/// In the source file, which includes <nlohmann/json.hpp>, in the same namespace. A field that is missing
/// throws nlohmann::json::out_of_range.
#define IO_LABS_JSON_FIELDS(Type, ...)                                             \
    void to_json(nlohmann::json& nlohmann_json_j, const Type& nlohmann_json_t) {   \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))   \
    }                                                                              \
    void from_json(const nlohmann::json& nlohmann_json_j, Type& nlohmann_json_t) { \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM, __VA_ARGS__)) \
    }

/// The same; a field that is missing keeps its default.
#define IO_LABS_JSON_FIELDS_WITH_DEFAULT(Type, ...)                                             \
    void to_json(nlohmann::json& nlohmann_json_j, const Type& nlohmann_json_t) {                \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))                \
    }                                                                                           \
    void from_json(const nlohmann::json& nlohmann_json_j, Type& nlohmann_json_t) {              \
        const Type nlohmann_json_default_obj{};                                                 \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, __VA_ARGS__)) \
    }
