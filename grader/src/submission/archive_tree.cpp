#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/confined_child.hpp"
#include "base/unique_fd.hpp"
#include "submission/archive_tree.hpp"
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

std::string cannot_be_unpacked(const std::string& shown, const std::string& reason) {
    return fmt::format("{} can't be unpacked: {}; make it anew, as a zip or a tar.gz", shown, reason);
}

const ArchiveBounds of_submission = {most_archived_entries, most_name_bytes_of_archive, most_unpacked_bytes,
                                     most_kept_bytes, "hand in the sources alone"};

/// As far as its name tells.
bool is_kept_of_submission(const std::string& path) {
    const std::string file = path.substr(path.find_last_of("/\\") + 1);
    const Role role = role_of(file).role;
    return (role == Role::unit || role == Role::header) && !is_hidden(file);
}

std::string too_many_entries(const std::string& shown, const ArchiveBounds& bounds) {
    return fmt::format("{} holds more than {} files; {}", shown, bounds.entries, bounds.advice);
}

/// libarchive, reading one archive from front to back.
class Reader {
 public:
    Reader(int archive, std::string shown, const ArchiveBounds& bounds)
        : shown_(std::move(shown)), bounds_(bounds), archive_(::archive_read_new()) {
        if (archive_ == nullptr) throw std::bad_alloc();
        ::archive_read_support_format_zip(archive_.get());
        ::archive_read_support_format_tar(archive_.get());
        ::archive_read_support_filter_gzip(archive_.get());
        ::archive_read_support_filter_bzip2(archive_.get());
        ::archive_read_support_filter_xz(archive_.get());
        ::archive_read_support_filter_zstd(archive_.get());
        if (::archive_read_open_fd(archive_.get(), archive, 65536) != ARCHIVE_OK) fail();
    }

    /// nullptr behind the last one.
    archive_entry* next() {
        archive_entry* entry = nullptr;
        const int status = ::archive_read_next_header(archive_.get(), &entry);
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
            const la_ssize_t count = ::archive_read_data(archive_.get(), part.data(), part.size());
            if (count < 0) fail();
            if (count == 0) return text;
            unpacked_ += static_cast<std::uintmax_t>(count);
            if (unpacked_ > bounds_.unpacked)
                throw Unreadable(fmt::format("{} holds more than {} MiB unpacked; {}", shown_,
                                             bounds_.unpacked >> 20U, bounds_.advice));
            if (!keep) continue;
            kept_ += static_cast<std::uintmax_t>(count);
            if (kept_ > bounds_.kept)
                throw Unreadable(fmt::format("{} holds more than {} MiB of sources; {}", shown_,
                                             bounds_.kept >> 20U, bounds_.advice));
            text.append(part.data(), static_cast<std::size_t>(count));
        }
    }

 private:
    [[noreturn]] void fail() const {
        const char* reason = ::archive_error_string(archive_.get());
        throw Unreadable(cannot_be_unpacked(shown_, reason != nullptr ? reason : "it is damaged"));
    }

    // Not in a destructor: what can't be opened is freed, too.
    struct Free {
        void operator()(archive* read) const { ::archive_read_free(read); }
    };

    Utf8Names utf8_names_;
    std::string shown_;
    const ArchiveBounds& bounds_;
    std::unique_ptr<archive, Free> archive_;
    std::uintmax_t unpacked_ = 0;
    std::uintmax_t kept_ = 0;
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
    ArchiveTree(const fs::path& archive, const std::vector<ArchivedEntry>& entries)
        : name_(stem_of(archive)) {
        for (const ArchivedEntry& entry : entries) {
            if (size() >= most_entries)
                throw Unreadable(too_many_entries(archive.filename().string(), of_submission));
            if (add(entry.path, entry.kind, entry.bytes, entry.path) && entry.kept)
                texts_.emplace(entry.path, entry.text);
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

// A number as the eight bytes that it is here: both ends are the same program.
void put(std::string& to, std::uint64_t number) {
    to.append(reinterpret_cast<const char*>(&number), sizeof number);
}
void put(std::string& to, const std::string& text) {
    put(to, text.size());
    to += text;
}

/// What a child has put together, of which nothing is believed.
class Answer {
 public:
    explicit Answer(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    std::uint64_t number() {
        std::uint64_t value = 0;
        const std::string_view bytes = take(sizeof value);
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(take(number())); }

 private:
    std::string_view take(std::uint64_t count) {
        if (count > rest_.size()) throw Unreadable("the archive can't be unpacked: its reader is confused");
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    std::string_view rest_;
};

using TakeEntry = std::function<void(ArchivedEntry)>;

/// From front to back, in this process.
void read_entries(int archive, const std::string& shown, const ArchiveBounds& bounds,
                  const std::function<bool(const std::string&)>& is_kept, const TakeEntry& take) {
    Reader reader(archive, shown, bounds);
    std::size_t count = 0;
    std::size_t name_bytes = 0;
    while (archive_entry* entry = reader.next()) {
        if (count >= bounds.entries) throw Unreadable(too_many_entries(shown, bounds));
        const char* path = ::archive_entry_pathname(entry);
        if (path == nullptr) continue;
        ++count;
        ArchivedEntry found;
        // Longer than any file system takes, it is refused anyway.
        found.path.assign(path, ::strnlen(path, 8192));
        name_bytes += found.path.size();
        if (name_bytes > bounds.name_bytes) throw Unreadable(too_many_entries(shown, bounds));
        // A name that ends in a slash is a directory's, whatever else the archive says.
        const bool ends_in_slash = !found.path.empty() && found.path.back() == '/';
        found.kind = ends_in_slash ? EntryKind::directory : kind_of(entry);
        found.kept = found.kind == EntryKind::file && is_kept(found.path);
        found.text = reader.read(found.kept);
        found.bytes = found.kept
                          ? found.text.size()
                          : static_cast<std::uintmax_t>(std::max<la_int64_t>(::archive_entry_size(entry), 0));
        take(std::move(found));
    }
}

}  // namespace

std::vector<ArchivedEntry> unpack(int archive, const std::string& shown) {
    std::vector<ArchivedEntry> entries;
    read_entries(archive, shown, of_submission, is_kept_of_submission,
                 [&](ArchivedEntry entry) { entries.push_back(std::move(entry)); });
    return entries;
}

void for_each_entry(const fs::path& archive, const ArchiveBounds& bounds,
                    const std::function<bool(const std::string&)>& is_kept, const TakeEntry& take) {
    const std::string shown = archive.filename().string();
    const UniqueFd file(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw Unreadable(cannot_be_unpacked(shown, std::strerror(errno)));
    const auto work = [&](int input, const std::function<void(const std::string&)>& answer) {
        read_entries(input, shown, bounds, is_kept, [&](const ArchivedEntry& entry) {
            std::string bytes;
            put(bytes, entry.path);
            put(bytes, static_cast<std::uint64_t>(entry.kind));
            put(bytes, entry.bytes);
            put(bytes, entry.kept ? 1U : 0U);
            put(bytes, entry.text);
            answer(bytes);
        });
    };
    const Utf8Names made_before_nothing_can_be_opened;
    ChildLimits limits;
    // Names and numbers of each entry come beside what is kept.
    limits.answer =
        std::max<std::size_t>(limits.answer, bounds.kept + bounds.name_bytes + bounds.entries * 64);
    limits.cpu_seconds = std::max(limits.cpu_seconds, static_cast<unsigned>(bounds.unpacked >> 24U));
    const ChildAnswer done = answer_of_child(file, work, limits);
    if (!done.ok) throw Unreadable(done.is_own_word ? done.failure : cannot_be_unpacked(shown, done.failure));
    for (Answer answer(done.bytes); !answer.at_end();) {
        ArchivedEntry entry;
        entry.path = answer.text();
        entry.kind = static_cast<EntryKind>(
            std::min(answer.number(), static_cast<std::uint64_t>(EntryKind::unreadable)));
        entry.bytes = answer.number();
        entry.kept = answer.number() != 0;
        entry.text = answer.text();
        take(std::move(entry));
    }
}

bool is_called_an_archive(const fs::path& file) {
    return stem_of(file) != file.filename().string();
}

std::unique_ptr<Tree> tree_of(const fs::path& archive, const std::vector<ArchivedEntry>& entries) {
    return std::make_unique<ArchiveTree>(archive, entries);
}

std::unique_ptr<Tree> open_archive(const fs::path& archive) {
    std::vector<ArchivedEntry> entries;
    for_each_entry(archive, of_submission, is_kept_of_submission,
                   [&](ArchivedEntry entry) { entries.push_back(std::move(entry)); });
    return tree_of(archive, entries);
}

}  // namespace grader
