#include "evidence/trace/task_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "task_layout.hpp"

namespace grader {

namespace {

constexpr std::size_t most_runtimes = 16;
constexpr std::size_t most_tasks = 300;
constexpr std::size_t most_counted = 100'000;
constexpr std::size_t most_coroutines = 16;
constexpr std::size_t longest_text = 160;
// No object of the runtime's is larger. (RuntimeCore has some hundred bytes.)
constexpr std::uint32_t largest_offset = 1U << 16U;

// The runtime's own list: a copy would go its own way.
using rt::detail::TaskLayout;

/// The runtime's awaiters, and what they wait for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> leaves = {{
    {"AcceptAwaiter", "a client"},
    {"SignalAwaiter", "a signal"},
    {"SleepAwaiter", "time to pass"},
    {"JoinAwaiter", "another task's end"},
    {"EndAwaiter", "another task's end"},
    {"Race", "the first of several"},
    {"Child", "a task of its own"},
    {"BlockingJob", "a blocking call"},
    {"SharedEventAwaiter", "a cancellation"},
    {"SendAwaiter", "room in a channel"},
    {"ReceiveAwaiter", "a value from a channel"},
    {"PermitAwaiter", "another task's sign"},
}};

class Reader {
 public:
    explicit Reader(const ProgramMemory& memory) : memory_(memory) {}

    TaskList read() {
        TaskList list;
        const std::uint64_t runtimes = memory_.address_of("_ZN2rt6detail13live_runtimesE");
        const std::uint64_t layout = memory_.address_of("_ZN2rt6detail11task_layoutE");
        if (runtimes == 0 || layout == 0) return list;
        if (!memory_.read(layout, &at_, sizeof at_) || !makes_sense()) return cant_be_read();
        std::size_t counted = 0;
        if (!for_each_link(runtimes, most_runtimes, [&](std::uint64_t runtime) {
                return for_each_link(runtime - at_.link_of_runtime + at_.tasks_of_runtime, most_counted,
                                     [&](std::uint64_t link) {
                                         if (++counted <= most_tasks)
                                             list.tasks.push_back(task(link - at_.link_of_task));
                                         return true;
                                     });
            }))
            return cant_be_read();
        list.more = counted - list.tasks.size();
        return list;
    }

 private:
    static TaskList cant_be_read() {
        TaskList none;
        none.complaint = "the runtime's list of tasks can't be read: something has been written over it";
        return none;
    }

    [[nodiscard]] bool makes_sense() const {
        std::uint32_t numbers[sizeof(TaskLayout) / sizeof(std::uint32_t)];
        std::memcpy(numbers, &at_, sizeof at_);
        return at_.mark == TaskLayout::first_mark &&
               std::all_of(std::begin(numbers) + 1, std::end(numbers),
                           [](std::uint32_t number) { return number < largest_offset; });
    }

    [[nodiscard]] std::optional<std::uint64_t> pointer(std::uint64_t address) const {
        std::uint64_t value = 0;
        if (!memory_.read(address, &value, sizeof value)) return std::nullopt;
        return value;
    }

    /// False if the ring leads out of the memory, or is none.
    template <class Look>
    bool for_each_link(std::uint64_t ring, std::size_t most, const Look& look) const {
        std::size_t count = 0;
        for (auto link = pointer(ring + at_.next_link); link; link = pointer(*link + at_.next_link)) {
            if (*link == ring) return true;
            if (++count > most || !look(*link)) return false;
        }
        return false;
    }

    /// At most so many characters, and only such as can be shown.
    [[nodiscard]] std::string text(std::uint64_t address) const {
        std::string found;
        char one = '\0';
        while (found.size() < longest_text && memory_.read(address + found.size(), &one, 1) && one != '\0')
            found += std::isprint(static_cast<unsigned char>(one)) != 0 ? one : '?';
        return found;
    }

    /// What a std::source_location points to: the names of the file and the function, the line.
    [[nodiscard]] Frame place(std::uint64_t location) const {
        Frame frame;
        const auto there = pointer(location);
        std::uint32_t line = 0;
        if (!there || *there == 0) return frame;
        const auto file = pointer(*there);
        if (!file || !memory_.read(*there + 2 * sizeof(std::uint64_t), &line, sizeof line)) return frame;
        frame.file = text(*file);
        frame.line = static_cast<int>(std::min<std::uint32_t>(line, 10'000'000));
        return frame;
    }

    [[nodiscard]] std::string function_of(std::uint64_t coroutine) const {
        const auto code = pointer(coroutine);
        std::string name = code ? memory_.name_at(*code) : "";
        // The last word of its frame's name is the compiler's business.
        for (const std::string_view end : {".resume", ".actor", " [clone"})
            name.resize(std::min(name.find(end), name.size()));
        return name.substr(0, 4 * longest_text);
    }

    /// "rt::detail::Limited<rt::detail::ReadAwaiter, …>", without the last namespace's name before it.
    static std::string_view kind_of(std::string_view type) {
        type = type.substr(0, type.find('<'));
        const auto colon = type.rfind(':');
        return colon == std::string_view::npos ? type : type.substr(colon + 1);
    }

    void describe_wait(std::uint64_t leaf, TaskView& view) const {
        constexpr std::string_view table = "vtable for ";
        const auto functions = pointer(leaf);
        std::string type = functions ? memory_.name_at(*functions) : "";
        if (type.rfind(table, 0) == 0) type.erase(0, table.size());
        std::string_view kind = kind_of(type);
        if (kind == "Limited") {
            describe_wait(leaf + at_.inner_leaf, view);
            if (type.find("SleepAwaiter") != std::string::npos) view.state += ", or for time to pass";
            return;
        }
        const bool waits_for_io = kind.find("Transfer") != std::string_view::npos ||
                                  kind == "VectoredAwaiter" || kind == "ConnectAwaiter";
        const auto* const known =
            std::find_if(leaves.begin(), leaves.end(), [&](const auto& row) { return row.first == kind; });
        constexpr std::string_view inner = "::Awaiter";
        if (const auto at = type.rfind(inner); at != std::string::npos && kind == "Awaiter") type.resize(at);
        std::uint8_t direction = 0;
        if (known != leaves.end())
            view.state = "waits for " + std::string(known->second);
        else if (waits_for_io && memory_.read(leaf + at_.direction_of_io, &direction, sizeof direction))
            view.state = direction == 0 ? "waits for something to read" : "waits for room to write";
        else
            view.state = type.empty() ? "waits" : "waits for " + type.substr(0, longest_text);
        if (!waits_for_io && kind != "AcceptAwaiter") return;
        const auto source = pointer(leaf + at_.source_of_io);
        std::int32_t descriptor = -1;
        if (source && memory_.read(*source + at_.descriptor_of_source, &descriptor, sizeof descriptor))
            view.descriptor = descriptor;
    }

    TaskView task(std::uint64_t core) const {
        TaskView view;
        const Frame born = place(core + at_.born_at);
        view.born = born.file + ":" + std::to_string(born.line);
        std::uint32_t state = 0;
        memory_.read(core + at_.state, &state, sizeof state);
        const std::uint64_t leaf = pointer(core + at_.leaf).value_or(0);
        const bool runs = (state & at_.is_running) != 0;
        if (runs)
            view.state = "has its turn, or waits for its first one";
        else if ((state & at_.is_queued) != 0)
            view.state = "is ready, and waits for its turn";
        else if (leaf == 0)
            view.state = "waits for nothing";
        else
            describe_wait(leaf, view);
        if (!runs) add_coroutines(core, view);
        const std::uint64_t given = pointer(core + at_.name).value_or(0);
        view.name = given != 0 ? text(given) : function_of(pointer(core + at_.root).value_or(0));
        return view;
    }

    // A frame begins with two pointers to code; behind them is the promise.
    void add_coroutines(std::uint64_t core, TaskView& view) const {
        std::uint64_t coroutine = pointer(core + at_.resume_point).value_or(0);
        while (coroutine != 0 && view.coroutines.size() < most_coroutines) {
            const std::uint64_t promise = coroutine + 2 * sizeof(std::uint64_t);
            view.coroutines.push_back(place(promise + at_.waits_at));
            view.coroutines.back().function = function_of(coroutine);
            coroutine = pointer(promise + at_.awaiting).value_or(0);
        }
    }

    const ProgramMemory& memory_;
    TaskLayout at_{};
};

}  // namespace

TaskList read_tasks(const ProgramMemory& memory) {
    return Reader(memory).read();
}

}  // namespace grader
