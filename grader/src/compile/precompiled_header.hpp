// Headers that this build has compiled beforehand, with g++, once for each set of flags: rt/rt.hpp for Lab 5,
// lab/options.hpp for Lab 4. Parsing them takes half of a compilation.
//
// Nothing may compile here that does not compile elsewhere, so one is used only for a file that includes just
// this header itself, or through headers of the student's own, before its first word: at that point the file
// has all of it anyhow. What may stand between the file's beginning and the header are other headers whose
// order makes no difference: those of C++ ([using.headers]/2) and POSIX (2.2.2), and the provided ones. The
// file itself is given to the compiler as it is; its own #include then finds what is there already.
//
// g++ looks at a precompiled header's flags and its own version, but not at the headers' text: that is
// compared here. A file that does not compile with one is compiled again without (build.cpp), so no error is
// owed to it, and the words of each error are those that the student sees at home. clang++ tells headers by
// where they lie, not by what they say, and here they are copies: it goes without.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace grader {

struct PrecompiledHeader {
    std::string header;  ///< as a file includes it: rt/rt.hpp
    /// For the compiler's -include; what is compiled lies beside it, as STUB.gch.
    std::filesystem::path stub;
};

/// What this compiler can use with just these flags, if the headers in `provided` are still those that it was
/// made of.
std::optional<PrecompiledHeader> find_precompiled_header(const std::string& compiler,
                                                         const std::vector<std::string>& flags,
                                                         const std::filesystem::path& provided);

/// The directory with all that was compiled beforehand.
std::filesystem::path precompiled_headers_directory();

/// The directory below it in which the headers lay then: messages and line tables may name it.
std::filesystem::path precompiled_headers_were_in();

/// Where launched programs find the stub and what is compiled: at their place if the programs' user may read
/// there (a clone in /root is closed to a throw-away user), else in a copy for as long as this lives.
class ReachableStub {
 public:
    /// `uid` as in SandboxLayers::throwaway_uid; `copy` is a directory that does not exist yet.
    ReachableStub(const std::optional<PrecompiledHeader>& header, unsigned uid,
                  const std::filesystem::path& copy);
    ~ReachableStub();
    ReachableStub(const ReachableStub&) = delete;
    ReachableStub& operator=(const ReachableStub&) = delete;

    /// Empty if there is no header, or no room for a copy.
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
    std::filesystem::path copy_;
};

/// A submission's files, as far as it matters what they include.
struct IncludingFiles {
    std::filesystem::path sources;   ///< the directory that names are relative to
    std::filesystem::path provided;  ///< the directory of the provided headers
    std::vector<std::string> files;  ///< all of the student's own: "lab5/main.cpp", "lab5/echo.hpp"
};

/// Whether the file includes the provided header before its first word, and nothing on the way whose order
/// could matter.
bool begins_with(const std::string& header, const std::string& file, const IncludingFiles& among);

/// Whether one of the student's files is a copy of a provided header, word for word. A compiler tells files
/// that are included `once` by their text, and so takes it for the one that it knows already.
bool copies_provided_header(const IncludingFiles& files);

}  // namespace grader
