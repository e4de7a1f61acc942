// Tasks are read out of a memory that may hold anything. Here it is the test's own.
#include "evidence/trace/task_reader.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstring>
#include <map>
#include <vector>

namespace grader {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class ReadTasks : public testing::Test {
 protected:
    using Word = std::uint64_t;
    using Object = std::array<Word, 16>;

    static Word at(const void* object) { return reinterpret_cast<Word>(object); }
    /// Links of one word each, the next.
    ReadTasks() {
        ring_[0] = at(&runtime_);

        runtime_ = {at(&ring_), at(&task_)};
        place_ = {at("lab5/main.cpp"), at("serve"), 41};
        //        next            name          born_at     waits_at    leaf        resume_point
        task_ = {at(&runtime_[1]), at("session"), at(&place_), at(&place_),
                 at(&leaf_),       at(&frame_),   at(&frame_), 0};
        frame_ = {at("code"), at("code"), 0, at(&place_)};
        leaf_ = {at("functions"), at(&source_), 0};
        source_ = {8};
        for (const Object* object : {&ring_, &runtime_, &task_, &place_, &frame_, &leaf_, &source_})
            known_[at(object)] = sizeof(Object);
    }

    TaskList read() {
        ProgramMemory memory;
        memory.read = [this](Word address, void* to, std::size_t size) {
            // Texts are read by the character.
            if (size > 1) {
                const auto object = known_.upper_bound(address);
                if (object == known_.begin()) return false;
                const auto [begin, length] = *std::prev(object);
                if (address - begin + size > length) return false;
            }
            std::memcpy(to, reinterpret_cast<const void*>(address), size);
            return true;
        };
        known_[at(layout_.data())] = layout_.size() * sizeof layout_[0];
        memory.address_of = [this](const std::string& symbol) {
            if (!has_runtime_) return Word{0};
            return symbol.find("layout") != std::string::npos ? at(layout_.data()) : at(&ring_);
        };
        memory.name_at = [this](Word address) {
            return address == leaf_[0] ? type_ : std::string("serve(int)::frame [clone .actor]");
        };
        return read_tasks(memory);
    }

    Object ring_{}, runtime_{}, task_{}, place_{}, frame_{}, leaf_{}, source_{};
    // Offsets as the objects above have them: see rt::detail::TaskLayout.
    std::vector<std::uint32_t> layout_ = {0x31547472, 0, 0, 8, 0, 8, 16, 32, 40, 48,
                                          56,         1, 2, 0, 8, 8, 16, 0,  16};
    std::map<Word, std::size_t> known_;
    std::string type_ = "vtable for rt::detail::TransferAwaiter<char>";
    bool has_runtime_ = true;
};

TEST_F(ReadTasks, TellsWhatATaskWaitsForAndWhere) {
    const TaskList list = read();
    ASSERT_THAT(list.tasks, SizeIs(1)) << list.complaint;
    const TaskView& task = list.tasks[0];
    EXPECT_EQ(task.name, "session");
    EXPECT_EQ(task.born, "lab5/main.cpp:41");
    EXPECT_EQ(task.state, "waits for something to read");
    EXPECT_EQ(task.descriptor, 8);
    ASSERT_THAT(task.coroutines, SizeIs(1));
    EXPECT_EQ(task.coroutines[0].line, 41);
    EXPECT_THAT(task.coroutines[0].function, StartsWith("serve(int)"));
}

TEST_F(ReadTasks, TellsWhoHasItsTurnAndWhoWaitsForIt) {
    task_[7] = 2;
    EXPECT_EQ(read().tasks.at(0).state, "has its turn, or waits for its first one");
    task_[7] = 1;
    EXPECT_EQ(read().tasks.at(0).state, "is ready, and waits for its turn");
}

TEST_F(ReadTasks, FindsNothingInAProgramWithoutARuntime) {
    has_runtime_ = false;
    EXPECT_THAT(read().tasks, IsEmpty());
    EXPECT_EQ(read().complaint, "");
}

TEST_F(ReadTasks, SaysThatAListWhichLeadsNowhereCantBeRead) {
    task_[0] = 42;
    EXPECT_THAT(read().complaint, HasSubstr("can't be read"));
    EXPECT_THAT(read().tasks, IsEmpty());
}

TEST_F(ReadTasks, EndsWithAnEndlessList) {
    task_[0] = at(&task_);
    EXPECT_THAT(read().complaint, HasSubstr("can't be read"));
}

TEST_F(ReadTasks, BelievesNoOffsetThatIsTooLarge) {
    layout_[7] = 0x7fffffff;
    EXPECT_THAT(read().complaint, HasSubstr("can't be read"));
    layout_[0] = 1;
    EXPECT_THAT(read().complaint, HasSubstr("can't be read"));
}

TEST_F(ReadTasks, CutsAndCleansNames) {
    const std::string name = "\x1b[31m" + std::string(10'000, 'x');
    task_[1] = at(name.c_str());
    const std::string shown = read().tasks.at(0).name;
    EXPECT_THAT(shown, StartsWith("?[31mxxx"));
    EXPECT_LT(shown.size(), 1'000U);
}

TEST_F(ReadTasks, EndsWithCoroutinesThatAwaitEachOther) {
    frame_[2] = at(&frame_);
    EXPECT_LE(read().tasks.at(0).coroutines.size(), 32U);
}

}  // namespace
}  // namespace grader
