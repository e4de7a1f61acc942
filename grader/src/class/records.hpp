// What is known of a class: what was asked, the students in their order, and of each how the grading went.
// All that is printed or written of a class is made of these, by functions that look at nothing else.
//
// A directory OUT holds them. Each file is replaced as a whole, so that whoever is ended at any moment leaves
// a class that can be read and gone on with:
//     OUT/class.json               a Class
//     OUT/students/ID/state.json   a State; written last, so that what it speaks of is there
//     OUT/students/ID/             result.json (the result document), report.html, report.txt, log.txt
//     OUT/clones/ID.git            repositories that were fetched; OUT/submissions/: what was unpacked
//     OUT/results.jsonl, OUT/grades.csv, OUT/index.html, …   made of these, again after each result
//     (outputs.hpp)
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.hpp"
#include "result/document.hpp"

namespace grader {

constexpr std::string_view class_format = "io-labs-class";
constexpr int class_version = 1;

/// A cell of the roster that named the student.
struct RosterCell {
    std::string column;  ///< as the roster's first line has it
    std::string text;
};

struct Student {
    /// Names the student's directory, and is nobody else's here: letters of ASCII, digits, '.', '_' and '-'.
    std::string id;
    std::string name;   ///< as people call the student, UTF-8; may be empty
    std::string email;  ///< may be empty
    /// What else the platform calls the student that the submissions came from, bare, and its numbers
    /// (identity.hpp).
    std::vector<std::string> keys;
    std::vector<RosterCell> cells;  ///< all of the roster's columns, in its order; none without a roster
    /// A directory, an archive or a repository of this machine, absolute. Empty: there is nothing to grade.
    std::string submission;
    std::string repository;  ///< what `submission` is a clone of; empty: it is none that was made here
    std::string commit;      ///< of the repository `submission`; empty: what stands in it
    std::string submitted;   ///< when, 2026-12-01T22:59:59Z; empty: nobody knows
    bool late = false;       ///< something came after the deadline, whether it is graded or not
    /// Why there is nothing to grade, in a sentence; empty if there is.
    std::string problem;
    /// What an instructor should know before anything else, a sentence each: "handed in twice: …".
    std::vector<std::string> notices;
};

/// Whether the student's line of the roster is of Canvas's table, whose ID is a number of Canvas's own.
[[nodiscard]] bool has_canvas_columns(const Student& student);

/// One try to grade a student.
struct Attempt {
    std::string started;  ///< 2026-12-01T22:59:59Z
    std::string node;     ///< the machine's name
    double seconds = 0;   ///< by the clock
    double cpu_seconds = 0;
    int exit_status = -1;  ///< the grader's; -1: it did not end by itself
    bool alone = false;    ///< nothing else of the class was graded meanwhile
    /// Why there is no verdict, or a verdict that the machine left open, in a sentence; empty if all is well.
    std::string failure;
};

struct State {
    std::vector<Attempt> attempts;  ///< in the order of time
    /// The student's result.json is of an attempt that came to an end.
    bool has_verdict = false;
    /// No further attempt will be made.
    bool is_final = false;
    std::string submission_hash;  ///< SHA-256 of the sources that were graded, names and bytes
    std::string grader_version;
    std::string grader_hash;                 ///< SHA-256 of the program
    std::vector<std::string> rubric_hashes;  ///< "lab4 <SHA-256>"
    std::string compiler;                    ///< "g++ (Debian 12.2.0-14) 12.2.0"
    std::string seeds;                       ///< how what clients send was chosen
    std::vector<std::string> isolation;      ///< layers of the sandbox that were in force
    std::vector<std::string> missing;        ///< what the machine lacked of them, and of what observers need
    double slowdown = 1;                     ///< of the machine, when the grading began
    std::string rescored;  ///< when the points were last computed again of the same verdicts; empty: never

    /// The last try failed for the machine's reason, or one before it did.
    [[nodiscard]] bool is_flagged() const;
};

struct Outcome {
    State state;
    std::optional<ResultDocument> document;  ///< only of one with a verdict
};

/// What `./lab class grade` was asked for.
struct ClassOptions {
    int lab = 0;  ///< 0: every lab that a submission has
    int repeat = 1;
    std::string hints;                ///< what --hints takes; empty: as much as by default
    int within = 0;                   ///< seconds for a student; 0: as it takes
    std::vector<std::string> checks;  ///< patterns; none: all
    std::string deadline;             ///< its last second, 2026-12-01T22:59:59Z; empty: none
    bool trusted = false;             ///< grade even where nothing protects files
};

struct ClassMachine {
    std::string node;
    int cores = 0;
    std::string kernel;
};

struct Class {
    std::string source;   ///< the directory, archive or roster, absolute
    std::string layout;   ///< what it was taken for: "Moodle's download"
    std::string roster;   ///< the roster, absolute; empty: none
    std::string created;  ///< 2026-12-01T22:59:59Z
    ClassOptions options;
    std::string grader_version;
    std::string grader_hash;
    std::vector<std::string> rubric_hashes;
    std::string compiler;
    ClassMachine machine;
    std::string handouts;              ///< where the course's files can be read, "https://…/"; may be empty
    std::vector<std::string> columns;  ///< of the roster
    std::vector<Student> students;
    /// What of the source is nobody's submission, and why, a sentence each.
    std::vector<std::string> notices;

    /// nullptr if there is none.
    [[nodiscard]] const Student* student(std::string_view id) const;
};

IO_LABS_JSON(RosterCell)
IO_LABS_JSON(Student)
IO_LABS_JSON(Attempt)
IO_LABS_JSON(State)
IO_LABS_JSON(ClassOptions)
IO_LABS_JSON(ClassMachine)
IO_LABS_JSON(Class)

/// The places in a class's directory.
class ClassDirectory {
 public:
    explicit ClassDirectory(std::filesystem::path path) : path_(std::move(path)) {}

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path record() const { return path_ / "class.json"; }
    [[nodiscard]] std::filesystem::path student(const std::string& id) const {
        return path_ / "students" / id;
    }
    [[nodiscard]] std::filesystem::path state(const std::string& id) const {
        return student(id) / "state.json";
    }
    [[nodiscard]] std::filesystem::path result(const std::string& id) const {
        return student(id) / "result.json";
    }
    [[nodiscard]] std::filesystem::path clones() const { return path_ / "clones"; }
    [[nodiscard]] std::filesystem::path submissions() const { return path_ / "submissions"; }

 private:
    std::filesystem::path path_;
};

/// Throws UserError if `out` holds no class, or one that this version can't read.
[[nodiscard]] Class read_class(const ClassDirectory& out);
/// Throws std::system_error that names the file.
void write_class(const ClassDirectory& out, const Class& asked);

/// As it stands on the disk: a student who was not graded yet has no attempt. Throws UserError if a file is
/// damaged.
[[nodiscard]] State read_state(const ClassDirectory& out, const std::string& id);
[[nodiscard]] Outcome read_outcome(const ClassDirectory& out, const std::string& id);
void write_state(const ClassDirectory& out, const std::string& id, const State& state);

/// One for each student, in their order. Of the documents without what servers printed, traces and time
/// lines: of thousands of students, all that can be asked for of the class fits into the memory.
[[nodiscard]] std::vector<Outcome> read_outcomes(const ClassDirectory& out, const Class& asked);

/// The document without them.
[[nodiscard]] ResultDocument slim(ResultDocument document);

/// How the student stands, in a word or two: a LabStatus's word of a verdict; "nothing to grade" for a
/// problem, "no verdict" if every attempt failed, "waiting" before the first.
[[nodiscard]] std::string standing(const Student& student, const Outcome& outcome);

/// Why labs could not be built or started, each reason once; none where they could.
[[nodiscard]] std::vector<std::string> reasons_of(const Outcome& outcome);

/// Now, 2026-12-01T22:59:59Z.
[[nodiscard]] std::string utc_time_now();

}  // namespace grader
