// SHA-256 (FIPS 180-4, by libcrypto): what a grading was of, in a word that can be compared years later.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace grader {

class Sha256 {
 public:
    /// Throws std::bad_alloc.
    Sha256();

    void add(std::string_view bytes);
    /// Of all that was added, 64 digits; nothing may be added any more.
    [[nodiscard]] std::string digest();

 private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const;
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

[[nodiscard]] std::string sha256(std::string_view bytes);

/// Of a file, which may be large. Empty if it can't be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace grader
