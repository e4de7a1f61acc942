#include "compile/precompiled_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/files.hpp"
#include "compile/leading_includes.hpp"
#include "compile/runtime_library.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct Made {
    const char* header;
    const char* flags;
    const char* stub;
};
// Written by CMakeLists.txt beside this file.
constexpr Made made[] = {
#include "precompiled_headers.inc"
    {nullptr, nullptr, nullptr}};

std::set<fs::path> files_below(const fs::path& directory) {
    std::set<fs::path> files;
    std::error_code none;  // no such directory: no files
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory, none))
        if (entry.is_regular_file()) files.insert(entry.path().lexically_relative(directory));
    return files;
}

bool same_files(const fs::path& one, const fs::path& other) {
    const std::set<fs::path> files = files_below(one);
    return files == files_below(other) && std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
               return read_file(one / file) == read_file(other / file);
           });
}

bool anybody_may_read(const fs::path& file) {
    std::error_code error;
    const auto allows = [&](const fs::path& path, fs::perms wanted) {
        return (fs::status(path, error).permissions() & wanted) == wanted && !error;
    };
    for (fs::path above = file.parent_path(); above != above.root_path(); above = above.parent_path())
        if (!allows(above, fs::perms::others_exec)) return false;
    return allows(file, fs::perms::others_read);
}

/// Headers of C++ and of glibc, which may be included in any order; not <linux/…>, which want one.
bool order_is_free(const std::string& name) {
    static constexpr std::string_view of_glibc =
        " arpa/inet.h assert.h ctype.h errno.h fcntl.h inttypes.h limits.h math.h net/if.h netdb.h "
        "netinet/in.h netinet/tcp.h poll.h pthread.h sched.h semaphore.h signal.h stdarg.h stdbool.h "
        "stddef.h "
        "stdint.h stdio.h stdlib.h string.h strings.h sys/epoll.h sys/eventfd.h sys/ioctl.h sys/mman.h "
        "sys/resource.h sys/select.h sys/signalfd.h sys/socket.h sys/stat.h sys/time.h sys/timerfd.h "
        "sys/types.h sys/uio.h sys/un.h sys/wait.h syscall.h time.h unistd.h ";
    const bool of_cxx = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    return of_cxx || of_glibc.find(" " + name + " ") != std::string_view::npos;
}

/// Follows the includes at the beginning of a file, as the preprocessor does.
class Walk {
 public:
    enum class End { found, behind, stopped };  // the header; the file's end; anything else

    Walk(const std::string& header, const IncludingFiles& among) : header_(header), among_(among) {}

    End through(const std::string& file) {
        if (!seen_.insert(file).second) return End::behind;
        const LeadingIncludes leading = leading_includes(read_file(among_.sources / file).value_or("?"));
        if (!leading.guard.empty() && !guards_.insert(leading.guard).second) return End::behind;
        for (const LeadingIncludes::Include& include : leading.includes) {
            if (const End end = through(include, fs::path(file).parent_path()); end != End::behind)
                return end;
        }
        return leading.nothing_else ? End::behind : End::stopped;
    }

 private:
    End through(const LeadingIncludes::Include& include, const fs::path& directory) {
        if (include.quoted) {
            const std::string own = (directory / include.name).lexically_normal().string();
            if (std::find(among_.files.begin(), among_.files.end(), own) != among_.files.end())
                return through(own);
        }
        if (include.name == header_) return End::found;
        std::error_code none;  // the name is the submission's, and may be longer than any file's
        const bool is_provided =
            fs::path(include.name).is_relative() && fs::is_regular_file(among_.provided / include.name, none);
        return is_provided || order_is_free(include.name) ? End::behind : End::stopped;
    }

    const std::string& header_;
    const IncludingFiles& among_;
    std::set<std::string> seen_;
    std::set<std::string> guards_;
};

}  // namespace

std::optional<PrecompiledHeader> find_precompiled_header(const std::string& compiler,
                                                         const std::vector<std::string>& flags,
                                                         const fs::path& provided) {
    std::error_code none;
    if (fs::weakly_canonical(compiler, none) != fs::weakly_canonical(runtime_compiler(), none))
        return std::nullopt;
    const std::string wanted = fmt::format("{}", fmt::join(flags, " "));
    for (const Made& each : made) {
        if (each.header == nullptr || wanted != each.flags) continue;
        const fs::path directory = fs::path(each.header).parent_path();
        if (!fs::is_regular_file(fs::path(each.stub) += ".gch", none)) continue;
        if (same_files(precompiled_headers_were_in() / directory, provided / directory))
            return PrecompiledHeader{each.header, each.stub};
    }
    return std::nullopt;
}

fs::path precompiled_headers_directory() {
    return PRECOMPILED_HEADERS;
}

fs::path precompiled_headers_were_in() {
    return precompiled_headers_directory() / "headers";
}

ReachableStub::ReachableStub(const std::optional<PrecompiledHeader>& header, unsigned uid,
                             const fs::path& copy) {
    if (!header) return;
    const fs::path compiled = fs::path(header->stub) += ".gch";
    if (uid == 0 || (anybody_may_read(header->stub) && anybody_may_read(compiled))) {
        path_ = header->stub;
        return;
    }
    copy_ = copy;
    try {
        fs::create_directories(copy_);
        fs::permissions(copy_, fs::perms(0755));
        for (const fs::path& file : {header->stub, compiled}) {
            fs::copy_file(file, copy_ / file.filename());
            fs::permissions(copy_ / file.filename(), fs::perms(0644));
        }
        path_ = copy_ / header->stub.filename();
    } catch (const fs::filesystem_error&) {
        // The disk is full: the compiler will have to parse.
    }
}

ReachableStub::~ReachableStub() {
    std::error_code ignored;  // the scratch directory is removed with all that is in it
    if (!copy_.empty()) fs::remove_all(copy_, ignored);
}

bool begins_with(const std::string& header, const std::string& file, const IncludingFiles& among) {
    return Walk(header, among).through(file) == Walk::End::found;
}

bool copies_provided_header(const IncludingFiles& files) {
    std::set<std::string> provided;
    for (const fs::path& file : files_below(files.provided))
        if (file.extension() != ".a") provided.insert(read_file(files.provided / file).value_or(""));
    return std::any_of(files.files.begin(), files.files.end(), [&](const std::string& file) {
        return provided.count(read_file(files.sources / file).value_or("")) != 0;
    });
}

}  // namespace grader
