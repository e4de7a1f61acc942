// ELF and DWARF of a submission's program. libdw is not ours, and may crash on what it reads: the child may
// die of it, and the grader may not.
#include <algorithm>

#include "base/confined_child.hpp"
#include "evidence/trace/stack_helper.hpp"
#include "input.hpp"

using namespace grader;

namespace {

// Where the program of the corpus has its functions; what else they are is up to the input.
constexpr unsigned long long addresses[] = {0x0, 0x1120, 0x1124, 0x112b, 0x112c, 0x1134, 0x2000, ~0ULL};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const UniqueFd file = file_with(text_of(data, size));
    ChildLimits limits;
    limits.cpu_seconds = 5;
    limits.answer = 1U << 20U;
    const auto work = [](int input, const std::function<void(const std::string&)>& answer) {
        std::size_t most = 0;
        for (const unsigned long long address : addresses) {
            const std::vector<Frame> frames = frames_of_open_file(input, address);
            must(frames.size() <= most_frames, "a stack has few frames");
            for (const Frame& frame : frames)
                most = std::max({most, frame.function.size(), frame.file.size()});
        }
        must(most <= longest_symbol, "names are short");
        answer(std::to_string(most));
    };
    const ChildAnswer done = answer_of_child(file, work, limits);
    must(done.ok || !done.failure.empty(), "a child that failed has a reason");
    must(done.failure.find("Aborted") == std::string::npos, "what comes out of it is bounded");
    return 0;
}
