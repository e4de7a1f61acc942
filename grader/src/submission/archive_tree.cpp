#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "submission/limits.hpp"
#include "submission/listed_tree.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

constexpr std::array endings = {".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz",
                                ".tbz2",   ".txz",     ".tar",    ".zip"};

/// "lab4" of "lab4.tar.gz"; the whole name if it has no such ending.
std::string stem_of(const fs::path& archive) {
    std::string name = archive.filename().string();
    for (const std::string_view ending : endings) {
        if (name.size() > ending.size() && lower_case(name.substr(name.size() - ending.size())) == ending)
            return name.substr(0, name.size() - ending.size());
    }
    return name;
}

/// Names in archives are often marked as UTF-8, and libarchive turns them into those of the calling thread's
/// locale: in that of C, where the grader lives, there is no word for most.
class Utf8Names {
 public:
    Utf8Names() : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(::uselocale(utf8_)) {}
    ~Utf8Names() {
        ::uselocale(before_);
        if (utf8_ != nullptr) ::freelocale(utf8_);
    }
    Utf8Names(const Utf8Names&) = delete;
    Utf8Names& operator=(const Utf8Names&) = delete;

 private:
    locale_t utf8_;
    locale_t before_;
};

/// libarchive, reading one archive from front to back.
class Reader {
 public:
    explicit Reader(const fs::path& archive)
        : shown_(archive.filename().string()), archive_(::archive_read_new()) {
        ::archive_read_support_format_zip(archive_);
        ::archive_read_support_format_tar(archive_);
        ::archive_read_support_filter_gzip(archive_);
        ::archive_read_support_filter_bzip2(archive_);
        ::archive_read_support_filter_xz(archive_);
        ::archive_read_support_filter_zstd(archive_);
        if (::archive_read_open_filename(archive_, archive.c_str(), 65536) != ARCHIVE_OK) fail();
    }
    ~Reader() { ::archive_read_free(archive_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// nullptr behind the last one.
    archive_entry* next() {
        archive_entry* entry = nullptr;
        const int status = ::archive_read_next_header(archive_, &entry);
        if (status == ARCHIVE_EOF) return nullptr;
        if (status < ARCHIVE_WARN) fail();
        if (::archive_entry_is_encrypted(entry) == 1)
            throw Unreadable(fmt::format("{} is encrypted; hand in one without a password", shown_));
        return entry;
    }

    /// The entry's bytes: kept or not, all of them are unpacked, and count.
    std::string read(bool keep) {
        std::string text;
        std::array<char, 65536> part;
        for (;;) {
            const la_ssize_t count = ::archive_read_data(archive_, part.data(), part.size());
            if (count < 0) fail();
            if (count == 0) return text;
            unpacked_ += static_cast<std::uintmax_t>(count);
            if (unpacked_ > most_unpacked_bytes)
                throw Unreadable(fmt::format("{} holds more than {} MiB unpacked; hand in the sources alone",
                                             shown_, most_unpacked_bytes >> 20U));
            if (keep) text.append(part.data(), static_cast<std::size_t>(count));
        }
    }

 private:
    [[noreturn]] void fail() const {
        const char* reason = ::archive_error_string(archive_);
        throw Unreadable(fmt::format("{} can't be unpacked: {}; make it anew, as a zip or a tar.gz", shown_,
                                     reason != nullptr ? reason : "it is damaged"));
    }

    Utf8Names utf8_names_;
    std::string shown_;
    archive* archive_;
    std::uintmax_t unpacked_ = 0;
};

EntryKind kind_of(archive_entry* entry) {
    if (::archive_entry_hardlink(entry) != nullptr) return EntryKind::link;
    switch (::archive_entry_filetype(entry)) {
        case AE_IFREG:
            return EntryKind::file;
        case AE_IFDIR:
            return EntryKind::directory;
        case AE_IFLNK:
            return EntryKind::link;
        default:
            return EntryKind::special;
    }
}

class ArchiveTree : public ListedTree {
 public:
    explicit ArchiveTree(const fs::path& archive) : name_(stem_of(archive)) {
        Reader reader(archive);
        while (archive_entry* entry = reader.next()) {
            if (size() >= most_entries)
                throw Unreadable(fmt::format("{} holds more than {} files; hand in the sources alone",
                                             archive.filename().string(), most_entries));
            const char* path = ::archive_entry_pathname(entry);
            if (path == nullptr) continue;
            // A name that ends in a slash is a directory's, whatever else the archive says.
            std::string shown = path;
            const bool ends_in_slash = !shown.empty() && shown.back() == '/';
            const EntryKind kind = ends_in_slash ? EntryKind::directory : kind_of(entry);
            const std::string file = shown.substr(shown.find_last_of("/\\") + 1);
            const Role role = role_of(file).role;
            const bool keep =
                kind == EntryKind::file && (role == Role::unit || role == Role::header) && !is_hidden(file);
            std::string text = reader.read(keep);
            const std::uintmax_t bytes =
                keep ? text.size()
                     : static_cast<std::uintmax_t>(std::max<la_int64_t>(::archive_entry_size(entry), 0));
            if (add(shown, kind, bytes, shown) && keep) texts_.emplace(std::move(shown), std::move(text));
        }
    }

    [[nodiscard]] std::string name() const override { return name_; }

    [[nodiscard]] Contents read(const Entry& file, std::size_t) const override {
        const auto found = texts_.find(file.key);
        if (found == texts_.end()) return {false, "", "the archive does not hold it"};
        return {true, found->second, ""};
    }

 private:
    std::string name_;
    std::unordered_map<std::string, std::string> texts_;
};

}  // namespace

bool is_called_an_archive(const fs::path& file) {
    return stem_of(file) != file.filename().string();
}

std::unique_ptr<Tree> open_archive(const fs::path& archive) {
    return std::make_unique<ArchiveTree>(archive);
}

}  // namespace grader
