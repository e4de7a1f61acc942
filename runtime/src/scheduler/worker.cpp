// The heart of the runtime: run() below. A worker's life is one loop: a task's turn, or a look for more of
// them. A turn may take for ever, since tasks do what they should not: keep_watch() sees to it that the other
// workers go on.
//
// All of this runs on the worker's own thread. Of its members others touch two: its queue, to steal from it,
// which has a lock, and its counters, which are only read.
#include "scheduler/scheduler.hpp"

#include <algorithm>

#include "observe/observer.hpp"
#include "rt/detail/frame_pool.hpp"

namespace rt::detail {

namespace {

/// However much there is to run: so many turns and waits that need no waiting, and then a look for new
/// events. (Turns alone would not do: one client that never pauses uses up the budget of each turn.)
constexpr int work_between_polls = 2 * budget_per_turn;

/// Waking a peer costs the waker and the woken some microseconds, so what can be finished in about that time
/// is not worth it.
constexpr Duration worth_sharing = std::chrono::microseconds(50);

/// A turn of some system calls takes less; one that computes takes more.
constexpr Duration long_turn = std::chrono::microseconds(10);

/// Who keeps a core for longer than this when it is offered does not do so for our sake, and is offered none
/// the next so many times.
constexpr Duration long_absence = std::chrono::milliseconds(1);
constexpr unsigned times_without_offer = 256;

// AddressSanitizer sees the use of a frame that is gone only where its memory is not used again at once.
#if defined(__SANITIZE_ADDRESS__)
#define RT_PLAIN_FRAMES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RT_PLAIN_FRAMES 1
#endif
#endif
#ifdef RT_PLAIN_FRAMES
constexpr bool plain_frames = true;
#else
constexpr bool plain_frames = false;
#endif

/// Makes the calling thread a worker, for as long as the object lives.
class Employment {
 public:
    explicit Employment(Worker& worker) {
        if (!plain_frames) Pooled::open_pool();
        this_context = Context();
        this_context.worker = &worker;
        this_context.is_observed = worker.runtime().observer != nullptr;
    }
    ~Employment() {
        this_context = Context();
        Pooled::close_pool();
    }
    Employment(const Employment&) = delete;
    Employment& operator=(const Employment&) = delete;
};

}  // namespace

void Worker::run(const TaskCore* until) {
    const Employment employment(*this);
    const auto finished = [&] {
        if (until != nullptr) return until->done();
        return runtime_.stopping() || (index_ == 0 && runtime_.all_have_ended());
    };
    while (!finished()) {
        if (TaskCore* task = next_task()) {
            turn(*task);
        } else if (runtime_.idle.take_role()) {
            poll(!finished());
        } else {
            count(counters.parks);
            runtime_.idle.park(finished);
        }
    }
    // What this worker leaves behind, tasks and the poller's role, others must take up.
    if (until != nullptr && runtime_.has_peers()) runtime_.wake_everybody();
}

TaskCore* Worker::next_task() {
    if (work_since_poll_ >= work_between_polls) {
        work_since_poll_ = 0;
        if (runtime_.idle.take_role()) poll(false);
        if (TaskCore* task = runtime_.common.pop()) return task;
    }
    if (runtime_.options.shuffle_seed != 0) {
        for (auto skip = queue_.size() > 1 ? shuffle_() % queue_.size() : 0; skip > 0; --skip)
            queue_.push(*queue_.pop());
    }
    if (TaskCore* task = queue_.pop()) {
        if (runtime_.has_peers()) share();
        return task;
    }
    if (TaskCore* task = runtime_.common.pop()) return task;
    if (!runtime_.has_peers()) return nullptr;
    offer_core();
    return steal();
}

// Out of work of its own: whoever waits for this core goes first. Often these are clients, whose next
// requests are our work, and both ways to go on without them are dear: what a peer has lies in another core's
// cache, and a sleep ends with a wake-up. But sched_yield(2) gives up what is left of our time slice, and a
// program that just computes would take all of that, each time.
void Worker::offer_core() {
    if (offers_to_skip_ > 0) {
        --offers_to_skip_;
        return;
    }
    const Instant begin = runtime_.clock.now();
    sync::offer_core();
    if (runtime_.clock.now() - begin > long_absence) offers_to_skip_ = times_without_offer;
}

// Calls a sleeping peer when there is more left than is soon done.
void Worker::share() {
    if (queue_.size() == 0 || runtime_.idle.parked() == 0) return;
    const Instant now = runtime_.clock.now();
    if (share_at_ == Instant::max()) share_at_ = now + worth_sharing;
    if (now < share_at_ && !turns_are_long()) return;
    share_at_ = Instant::max();
    runtime_.idle.call_one();
}

TaskCore* Worker::steal() {
    share_at_ = Instant::max();
    const auto& workers = runtime_.workers;
    for (std::size_t step = 1; step < workers.size(); ++step) {
        Worker& victim = *workers[(index_ + step) % workers.size()];
        if (victim.queue_.size() == 0) continue;
        count(counters.steals, victim.queue_.give_half_to(queue_));
        if (TaskCore* task = queue_.pop()) return task;
    }
    return nullptr;
}

void Worker::turn(TaskCore& task) {
    Context& context = this_context;
    keep_watch();
    task.begin_turn();
    ++batch_turns_;
    context.task = &task;
    context.budget = budget_per_turn;
    context.requeue = false;
    count(counters.polls);
    if (runtime_.observer) runtime_.observer->begin_turn(*this, task);

    bool ready = true;
    if (task.leaf != nullptr) {
        ready = task.leaf->poll();
        if (ready)
            task.leaf = nullptr;
        else
            count(counters.spurious_wakes);
    }
    if (ready) task.resume_point.resume();

    work_since_poll_ += 1 + budget_per_turn - std::max(context.budget, 0);
    const bool ended = task.root_has_ended();
    if (runtime_.observer) runtime_.observer->end_turn(*this, task, ended, context.requeue);
    context.task = nullptr;
    if (ended) {
        count(counters.finished);
        runtime_.note_end(task);
        task.finish();
        if (&task == runtime_.main_task.load(std::memory_order_acquire)) runtime_.wake_everybody();
    } else if (context.requeue || task.end_turn()) {
        queue_.push(task);
    }
}

// Any turn may be endless, and then it is others who must go on: scheduler/idle.hpp says why they do. And no
// task is left behind a turn while the poller sleeps for long: may_sleep_long().
void Worker::keep_watch_for_peers() {
    if (runtime_.idle.before_a_turn(queue_.size() > 0)) runtime_.reactor.interrupt();
}

// Long turns are judged by the batch, so that no turn needs a clock of its own; and by most of the last
// eight, since one that was preempted looks long.
void Worker::note_batch(Instant end) {
    if (batch_turns_ == 0) return;
    if (end - batch_begin_ > batch_turns_ * long_turn)
        long_batches_ = std::min(long_batches_ + 1, 8U);
    else if (long_batches_ > 0)
        --long_batches_;
}

// By the poller. It gives the role up before anything that was found is run.
void Worker::poll(bool may_sleep) {
    if (runtime_.has_peers()) note_batch(runtime_.clock.now());
    const std::size_t events = take_events(may_sleep ? time_to_wait() : Duration::zero());
    batch_begin_ = runtime_.clock.now();
    batch_turns_ = 0;
    const std::size_t fired = runtime_.timers.fire(batch_begin_);
    if (events + fired > 0) calm_rounds_ = 0;
    runtime_.idle.leave_role();
    share_at_ = Instant::max();
}

std::size_t Worker::take_events(Duration timeout) {
    const std::size_t events = runtime_.reactor.wait(timeout);
    runtime_.idle.wake_up();
    runtime_.reactor.dispatch(events);
    return events;
}

// How long the poller may wait for events.
Duration Worker::time_to_wait() {
    // Looked at after the role was taken: who puts something into the common queue later interrupts the wait.
    if (runtime_.common.size() > 0 || runtime_.stopping()) return Duration::zero();
    count(counters.parks);
    const Instant now = runtime_.clock.now();
    const Duration timeout = runtime_.timers.time_to_earliest(now);
    if (runtime_.clock.is_virtual() && timeout != Duration::max() && !runtime_.blocking.busy()) {
        // Nothing to run: time passes at once, unless an event is there already.
        if (take_events(Duration::zero()) == 0) runtime_.clock.jump_to(now + timeout);
        return Duration::zero();
    }
    if (!runtime_.has_peers() || may_sleep_long()) return timeout;
    ++calm_rounds_;
    return std::min(timeout, runtime_.rounds.length);
}

// Not while others may have turns, and leave tasks behind them: then the poller looks again soon, and steals.
// But after some such rounds without anything going on it does.
bool Worker::may_sleep_long() {
    const bool all_others_are_parked =
        runtime_.idle.parked() + 1 == static_cast<int>(runtime_.options.workers);
    if (calm_rounds_ < runtime_.rounds.of_calm && !all_others_are_parked) return false;
    // Said first, then looked, under the queues' locks. Partners: the push, and then the look at the poller
    // in keep_watch(). Either who pushes sees that we sleep, and rouses us, or we see the task.
    runtime_.idle.fall_asleep();
    return std::all_of(runtime_.workers.begin(), runtime_.workers.end(),
                       [](const auto& worker) { return worker->queue_.is_surely_empty(); });
}

}  // namespace rt::detail
