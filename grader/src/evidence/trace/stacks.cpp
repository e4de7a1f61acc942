#include "evidence/trace/stacks.hpp"

#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdwfl.h>

#include <cstdlib>
#include <map>

namespace grader {

namespace {

constexpr std::size_t deepest = 32;

/// Only what the program itself was built with: no debuginfod, no search for separate debug files. Those of
/// the C library tell no more of a student's stack, and where a machine has them, they are megabytes to
/// unpack.
int find_no_debug_info(Dwfl_Module* /*module*/, void** /*data*/, const char* /*name*/, Dwarf_Addr /*base*/,
                       const char* /*file*/, const char* /*link*/, GElf_Word /*checksum*/, char** /*found*/) {
    return -1;
}

const Dwfl_Callbacks callbacks = {dwfl_linux_proc_find_elf, find_no_debug_info, nullptr, nullptr};

std::string readable_name(const char* name) {
    if (name == nullptr) return {};
    int status = 0;
    char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string text = status == 0 && demangled != nullptr ? demangled : name;
    std::free(demangled);  // NOLINT(cppcoreguidelines-no-malloc): __cxa_demangle's contract
    return text;
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
        dwarf_formudata(dwarf_attr(&inlined, DW_AT_call_file, &attribute), &file) == 0) {
        const char* name = dwarf_filesrc(files, file, nullptr, nullptr);
        if (name != nullptr) frame.file = name;
    }
    return frame;
}

/// The function at the address and, behind it, those it was inlined into.
std::vector<Frame> resolve(Dwfl_Module* module, Dwarf_Addr address) {
    Frame frame;
    const std::string function = readable_name(dwfl_module_addrname(module, address));
    if (Dwfl_Line* line = dwfl_module_getsrc(module, address)) {
        const char* file = dwfl_lineinfo(line, nullptr, &frame.line, nullptr, nullptr, nullptr);
        if (file != nullptr) frame.file = file;
    }
    std::vector<Frame> frames{frame};
    Dwarf_Addr bias = 0;
    if (Dwarf_Die* unit = dwfl_module_addrdie(module, address, &bias)) {
        for (Dwarf_Die& scope : scopes_around(*unit, address - bias)) {
            if (dwarf_tag(&scope) != DW_TAG_inlined_subroutine) continue;
            frames.back().function = readable_name(dwarf_diename(&scope));
            frames.push_back(place_of_call(*unit, scope));
        }
    }
    frames.back().function = function;
    return frames;
}

/// What has been resolved, by address. The calls of a program come from few places, and to find the scopes
/// around one of them libdw goes through its whole unit.
using Resolved = std::map<Dwarf_Addr, std::vector<Frame>>;

struct Walk {
    Dwfl* dwfl;
    Resolved* resolved;
    std::vector<Frame> frames;

    void take(Dwarf_Addr address) {
        Dwfl_Module* module = dwfl_addrmodule(dwfl, address);
        if (module == nullptr) {  // not kept: a library may come to be there
            frames.emplace_back();
            return;
        }
        auto known = resolved->find(address);
        if (known == resolved->end()) known = resolved->emplace(address, resolve(module, address)).first;
        frames.insert(frames.end(), known->second.begin(), known->second.end());
    }
};

int take_frame(Dwfl_Frame* state, void* argument) {
    auto& walk = *static_cast<Walk*>(argument);
    Dwarf_Addr address = 0;
    bool is_activation = false;
    if (!dwfl_frame_pc(state, &address, &is_activation)) return DWARF_CB_ABORT;
    // A return address points behind its call, perhaps to the next line: look one byte earlier.
    walk.take(is_activation ? address : address - 1);
    return walk.frames.size() < deepest ? DWARF_CB_OK : DWARF_CB_ABORT;
}

}  // namespace

struct Stacks::Session {
    Dwfl* dwfl = nullptr;
    pid_t pid = 0;
    Resolved resolved;

    ~Session() { close(); }

    void close() {
        if (dwfl != nullptr) dwfl_end(dwfl);
        dwfl = nullptr;
        resolved.clear();
    }

    bool open(pid_t process) {
        if (dwfl != nullptr && pid == process) return list_modules();
        close();
        pid = process;
        dwfl = dwfl_begin(&callbacks);
        // "true": the thread is already stopped under our ptrace; libdwfl must not attach by itself.
        if (dwfl != nullptr && list_modules() && dwfl_linux_proc_attach(dwfl, process, true) == 0)
            return true;
        close();
        return false;
    }

    // For each walk anew: the first may come from the loader, before the libraries are there. Modules that
    // are known already stay open. When one has gone, what was resolved in it says nothing about what is
    // there next.
    [[nodiscard]] bool list_modules() {
        dwfl_report_begin(dwfl);
        return dwfl_linux_proc_report(dwfl, pid) == 0 && dwfl_report_end(dwfl, forget_resolved, this) == 0;
    }
    static int forget_resolved(Dwfl_Module* /*gone*/, void* /*data*/, const char* /*name*/,
                               Dwarf_Addr /*start*/, void* session) {
        static_cast<Session*>(session)->resolved.clear();
        return DWARF_CB_OK;
    }
};

Stacks::Stacks() : session_(std::make_unique<Session>()) {}
Stacks::~Stacks() = default;

std::vector<Frame> Stacks::walk(pid_t pid, pid_t tid) {
    if (!session_->open(pid)) return {};
    Walk walk{session_->dwfl, &session_->resolved, {}};
    dwfl_getthread_frames(session_->dwfl, tid, take_frame, &walk);
    return std::move(walk.frames);
}

}  // namespace grader
