// Practice 4: the provided server, on your scheduler. There is nothing to change here.
#include "scheduler.hpp"
// Behind it: the server is made of your Task, Waker and Scheduler.
#include "practice/scheduler_server.hpp"

int main(int argc, char* argv[]) {
    return practice::serve_with_scheduler(argc, argv);
}
