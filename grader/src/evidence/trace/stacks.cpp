#include "evidence/trace/stacks.hpp"

#include <cxxabi.h>
#include <elfutils/libdwfl.h>

#include <cstdlib>

namespace grader {

namespace {

constexpr std::size_t deepest = 32;

char* no_debug_info_path = nullptr;

// Only what the program itself was built with: no debuginfod, no search for separate debug files.
const Dwfl_Callbacks callbacks = {dwfl_linux_proc_find_elf, dwfl_standard_find_debuginfo, nullptr,
                                  &no_debug_info_path};

std::string readable_name(const char* name) {
    if (name == nullptr) return {};
    int status = 0;
    char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string text = status == 0 && demangled != nullptr ? demangled : name;
    std::free(demangled);  // NOLINT(cppcoreguidelines-no-malloc): __cxa_demangle's contract
    return text;
}

Frame resolve(Dwfl* dwfl, Dwarf_Addr address) {
    Frame frame;
    Dwfl_Module* module = dwfl_addrmodule(dwfl, address);
    if (module == nullptr) return frame;
    frame.function = readable_name(dwfl_module_addrname(module, address));
    if (Dwfl_Line* line = dwfl_module_getsrc(module, address)) {
        const char* file = dwfl_lineinfo(line, nullptr, &frame.line, nullptr, nullptr, nullptr);
        if (file != nullptr) frame.file = file;
    }
    return frame;
}

struct Walk {
    Dwfl* dwfl;
    std::vector<Frame> frames;
};

int take_frame(Dwfl_Frame* state, void* argument) {
    auto& walk = *static_cast<Walk*>(argument);
    Dwarf_Addr address = 0;
    bool is_activation = false;
    if (!dwfl_frame_pc(state, &address, &is_activation)) return DWARF_CB_ABORT;
    // A return address points behind its call, perhaps to the next line: look one byte earlier.
    walk.frames.push_back(resolve(walk.dwfl, is_activation ? address : address - 1));
    return walk.frames.size() < deepest ? DWARF_CB_OK : DWARF_CB_ABORT;
}

}  // namespace

struct Stacks::Session {
    Dwfl* dwfl = nullptr;
    pid_t pid = 0;

    ~Session() { close(); }

    void close() {
        if (dwfl != nullptr) dwfl_end(dwfl);
        dwfl = nullptr;
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
    // are known already stay open.
    [[nodiscard]] bool list_modules() const {
        dwfl_report_begin(dwfl);
        return dwfl_linux_proc_report(dwfl, pid) == 0 && dwfl_report_end(dwfl, nullptr, nullptr) == 0;
    }
};

Stacks::Stacks() : session_(std::make_unique<Session>()) {}
Stacks::~Stacks() = default;

std::vector<Frame> Stacks::walk(pid_t pid, pid_t tid) {
    if (!session_->open(pid)) return {};
    Walk walk{session_->dwfl, {}};
    dwfl_getthread_frames(session_->dwfl, tid, take_frame, &walk);
    return std::move(walk.frames);
}

}  // namespace grader
