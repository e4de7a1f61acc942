#include "evidence/trace/dwarf.hpp"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"
#include "evidence/trace/stack_helper.hpp"
#include "evidence/trace/task_reader.hpp"

namespace grader {

namespace {

constexpr std::size_t most_resolved = 10'000;

/// Only what the program itself was built with: no debuginfod, no search for separate debug files. Those of
/// the C library tell no more of a student's stack, and where a machine has them, they are megabytes to
/// unpack.
int find_no_debug_info(Dwfl_Module* /*module*/, void** /*data*/, const char* /*name*/, Dwarf_Addr /*base*/,
                       const char* /*file*/, const char* /*link*/, GElf_Word /*checksum*/, char** /*found*/) {
    return -1;
}

/// Ordinary files only: the name is the program's, and behind it may be a pipe by now.
int find_file(Dwfl_Module* /*module*/, void** /*data*/, const char* name, Dwarf_Addr /*base*/,
              char** /*found*/, Elf** /*elf*/) {
    UniqueFd file(::open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat about {};
    if (!file || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) return -1;
    return file.release();
}

const Dwfl_Callbacks callbacks = {find_file, find_no_debug_info, nullptr, nullptr};

std::string cut(const char* text) {
    return text == nullptr ? std::string() : std::string(text, ::strnlen(text, longest_symbol));
}

/// The scopes around an address as they lie in each other, innermost first. A function that was inlined lies
/// in the one that calls it.
std::vector<Dwarf_Die> scopes_around(Dwarf_Die& unit, Dwarf_Addr address) {
    std::vector<Dwarf_Die> scopes;
    Dwarf_Die* found = nullptr;
    // By address it leads from an inlined function to the place of its definition; by the innermost scope
    // itself, to its callers.
    if (dwarf_getscopes(&unit, address, &found) <= 0) return scopes;
    Dwarf_Die innermost = found[0];
    std::free(found);  // NOLINT(cppcoreguidelines-no-malloc): dwarf_getscopes's contract
    const int count = dwarf_getscopes_die(&innermost, &found);
    if (count <= 0) return scopes;
    scopes.assign(found, found + count);
    std::free(found);  // NOLINT(cppcoreguidelines-no-malloc): likewise
    return scopes;
}

/// Where an inlined function is called from.
Frame place_of_call(Dwarf_Die& unit, Dwarf_Die& inlined) {
    Frame frame;
    Dwarf_Attribute attribute;
    Dwarf_Word line = 0;
    Dwarf_Word file = 0;
    if (dwarf_formudata(dwarf_attr(&inlined, DW_AT_call_line, &attribute), &line) == 0)
        frame.line = static_cast<int>(line);
    Dwarf_Files* files = nullptr;
    if (dwarf_getsrcfiles(&unit, &files, nullptr) == 0 &&
        dwarf_formudata(dwarf_attr(&inlined, DW_AT_call_file, &attribute), &file) == 0)
        frame.file = cut(dwarf_filesrc(files, file, nullptr, nullptr));
    return frame;
}

/// The function at the address and, behind it, those it was inlined into.
std::vector<Frame> resolve(Dwfl_Module* module, Dwarf_Addr address, const Dwarf::Readable& readable) {
    Frame frame;
    const std::string function = readable(dwfl_module_addrname(module, address));
    if (Dwfl_Line* line = dwfl_module_getsrc(module, address))
        frame.file = cut(dwfl_lineinfo(line, nullptr, &frame.line, nullptr, nullptr, nullptr));
    std::vector<Frame> frames{frame};
    Dwarf_Addr bias = 0;
    if (Dwarf_Die* unit = dwfl_module_addrdie(module, address, &bias)) {
        for (Dwarf_Die& scope : scopes_around(*unit, address - bias)) {
            if (dwarf_tag(&scope) != DW_TAG_inlined_subroutine) continue;
            if (frames.size() >= most_frames) break;
            frames.back().function = readable(dwarf_diename(&scope));
            frames.push_back(place_of_call(*unit, scope));
        }
    }
    frames.back().function = function;
    return frames;
}

}  // namespace

struct Dwarf::Session {
    Session(int from, Readable to_readable) : memory(from), readable(std::move(to_readable)) {
        dwfl = dwfl_begin(&callbacks);
    }
    ~Session() {
        if (dwfl != nullptr) dwfl_end(dwfl);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    int memory;
    Readable readable;
    Dwfl* dwfl = nullptr;
    bool attached = false;
    // What has been resolved, by address. The calls of a program come from few places, and to find the scopes
    // around one of them libdw goes through its whole unit.
    std::map<Dwarf_Addr, std::vector<Frame>> resolved;
    // Of the thread that is asked for now.
    pid_t tid = 0;
    std::vector<std::uint64_t> registers;
    std::vector<Frame> frames;

    void take(Dwarf_Addr address) {
        Dwfl_Module* module = dwfl_addrmodule(dwfl, address);
        if (module == nullptr) {  // not kept: a library may come to be there
            frames.emplace_back();
            return;
        }
        if (resolved.size() > most_resolved) resolved.clear();
        auto known = resolved.find(address);
        if (known == resolved.end())
            known = resolved.emplace(address, resolve(module, address, readable)).first;
        frames.insert(frames.end(), known->second.begin(), known->second.end());
    }

    // When a module has gone, what was resolved in it says nothing about what is there next.
    static int forget_resolved(Dwfl_Module* /*gone*/, void* /*data*/, const char* /*name*/,
                               Dwarf_Addr /*start*/, void* session) {
        static_cast<Session*>(session)->resolved.clear();
        return DWARF_CB_OK;
    }
    static int take_frame(Dwfl_Frame* state, void* argument) {
        auto& session = *static_cast<Session*>(argument);
        Dwarf_Addr address = 0;
        bool is_activation = false;
        if (!dwfl_frame_pc(state, &address, &is_activation)) return DWARF_CB_ABORT;
        // A return address points behind its call, perhaps to the next line: look one byte earlier.
        session.take(is_activation ? address : address - 1);
        return session.frames.size() < most_frames ? DWARF_CB_OK : DWARF_CB_ABORT;
    }
    static bool find_thread(Dwfl* /*dwfl*/, pid_t /*tid*/, void* session, void** thread) {
        *thread = session;
        return true;
    }
    static pid_t next_thread(Dwfl* /*dwfl*/, void* session, void** thread) {
        if (*thread != nullptr) return 0;
        *thread = session;
        return static_cast<Session*>(session)->tid;
    }
    static bool read_word(Dwfl* /*dwfl*/, Dwarf_Addr address, Dwarf_Word* word, void* session) {
        return ::pread(static_cast<Session*>(session)->memory, word, sizeof *word,
                       static_cast<off_t>(address)) == static_cast<ssize_t>(sizeof *word);
    }
    static bool give_registers(Dwfl_Thread* thread, void* session) {
        const std::vector<std::uint64_t>& all = static_cast<Session*>(session)->registers;
#if defined(__x86_64__)
        const std::size_t count = all.size();
#else
        const std::size_t count = all.size() - 1;
        dwfl_thread_state_register_pc(thread, all.back());
#endif
        const std::vector<Dwarf_Word> words(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
        return dwfl_thread_state_registers(thread, 0, static_cast<unsigned>(count), words.data());
    }
};

namespace {

struct Wanted {
    const char* symbol;
    std::uint64_t address;
};

/// Only in symbol tables that are there: of a library there is none but that for dynamic linking.
int look_for_symbol(Dwfl_Module* module, void** /*data*/, const char* /*name*/, Dwarf_Addr /*start*/,
                    void* argument) {
    auto& wanted = *static_cast<Wanted*>(argument);
    const int count = dwfl_module_getsymtab(module);
    for (int index = 0; index < count; ++index) {
        GElf_Sym symbol;
        GElf_Addr address = 0;
        const char* const name =
            dwfl_module_getsym_info(module, index, &symbol, &address, nullptr, nullptr, nullptr);
        if (name == nullptr || std::strcmp(name, wanted.symbol) != 0) continue;
        wanted.address = address;
        return DWARF_CB_ABORT;
    }
    return DWARF_CB_OK;
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Dwarf::Dwarf(int memory, Readable readable)
    : session_(std::make_unique<Session>(memory, std::move(readable))) {}
Dwarf::~Dwarf() = default;

void Dwarf::list_files(const std::string& maps) {
    if (session_->dwfl == nullptr) return;
    std::string copy = maps;
    const std::unique_ptr<std::FILE, CloseFile> stream(::fmemopen(copy.data(), copy.size(), "r"));
    dwfl_report_begin(session_->dwfl);
    if (stream != nullptr) dwfl_linux_proc_maps_report(session_->dwfl, stream.get());
    dwfl_report_end(session_->dwfl, Session::forget_resolved, session_.get());
}

std::vector<Frame> Dwarf::walk(pid_t tid, const std::vector<std::uint64_t>& registers) {
    static const Dwfl_Thread_Callbacks threads = {Session::next_thread,
                                                  Session::find_thread,
                                                  Session::read_word,
                                                  Session::give_registers,
                                                  nullptr,
                                                  nullptr};
    Session& session = *session_;
    session.tid = tid;
    session.registers = registers;
    session.frames.clear();
    if (session.dwfl == nullptr || registers.empty()) return {};
    if (!session.attached)
        session.attached = dwfl_attach_state(session.dwfl, nullptr, tid, &threads, &session);
    if (session.attached) dwfl_getthread_frames(session.dwfl, tid, Session::take_frame, &session);
    if (session.frames.size() > most_frames) session.frames.resize(most_frames);
    return std::move(session.frames);
}

TaskList Dwarf::read_tasks() {
    Session& session = *session_;
    ProgramMemory memory;
    memory.read = [&](std::uint64_t address, void* to, std::size_t size) {
        return ::pread(session.memory, to, size, static_cast<off_t>(address)) == static_cast<ssize_t>(size);
    };
    memory.address_of = [&](const std::string& symbol) {
        Wanted wanted{symbol.c_str(), 0};
        // Of the program itself, or of whatever it is in.
        if (session.dwfl != nullptr) dwfl_getmodules(session.dwfl, look_for_symbol, &wanted, 0);
        return wanted.address;
    };
    memory.name_at = [&](std::uint64_t address) {
        Dwfl_Module* const module =
            session.dwfl == nullptr ? nullptr : dwfl_addrmodule(session.dwfl, address);
        return module == nullptr ? std::string() : session.readable(dwfl_module_addrname(module, address));
    };
    return grader::read_tasks(memory);
}

std::vector<Frame> Dwarf::frames_of_file(int file, std::uint64_t address, const Readable& readable) {
    Dwfl* dwfl = dwfl_begin(&callbacks);
    std::vector<Frame> frames;
    if (dwfl == nullptr) return frames;
    dwfl_report_begin(dwfl);
    Dwfl_Module* module = dwfl_report_elf(dwfl, "program", "program", ::dup(file), 0, false);
    dwfl_report_end(dwfl, nullptr, nullptr);
    if (module != nullptr) frames = resolve(module, address, readable);
    dwfl_end(dwfl);
    return frames;
}

}  // namespace grader
