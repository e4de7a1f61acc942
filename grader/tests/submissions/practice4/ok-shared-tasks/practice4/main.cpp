// Practice 4: the provided server, on the scheduler.
#include "scheduler.hpp"
// Behind it: the server is made of its Task, Waker and Scheduler.
#include "practice/scheduler_server.hpp"

int main(int argc, char* argv[]) {
    return practice::serve_with_scheduler(argc, argv);
}
