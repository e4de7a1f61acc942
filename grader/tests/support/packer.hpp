// Archives of tests.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>

namespace grader {

/// Writes an archive entry by entry, also such as no honest program makes.
class Packer {
 public:
    Packer(const std::filesystem::path& file, const std::function<void(archive*)>& format)
        : archive_(::archive_write_new()) {
        format(archive_);
        EXPECT_EQ(::archive_write_open_filename(archive_, file.c_str()), ARCHIVE_OK)
            << ::archive_error_string(archive_);
    }
    ~Packer() { ::archive_write_free(archive_); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    void add(const std::string& name, const std::string& text = "int main() {}\n") {
        add_entry(name, AE_IFREG, text, "");
    }
    void link(const std::string& name, const std::string& target) { add_entry(name, AE_IFLNK, "", target); }

 private:
    void add_entry(const std::string& name, unsigned type, const std::string& text,
                   const std::string& target) {
        archive_entry* entry = ::archive_entry_new();
        ::archive_entry_set_pathname(entry, name.c_str());
        ::archive_entry_set_filetype(entry, type);
        ::archive_entry_set_perm(entry, 0644);
        ::archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        if (!target.empty()) ::archive_entry_set_symlink(entry, target.c_str());
        EXPECT_EQ(::archive_write_header(archive_, entry), ARCHIVE_OK) << ::archive_error_string(archive_);
        ::archive_write_data(archive_, text.data(), text.size());
        ::archive_entry_free(entry);
    }

    archive* archive_;
};

inline void zip(archive* made) {
    ::archive_write_set_format_zip(made);
}
inline void tar_gz(archive* made) {
    ::archive_write_set_format_pax_restricted(made);
    ::archive_write_add_filter_gzip(made);
}

}  // namespace grader
