#include "occupancy.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace bench {

std::chrono::nanoseconds busy_time(const std::vector<int>& cores) {
    std::ifstream file("/proc/stat");
    long ticks = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("cpu") || line.starts_with("cpu ")) continue;
        std::istringstream words(line.substr(3));
        int core = -1;
        long user = 0, nice = 0, system = 0, idle = 0, io_wait = 0, interrupts = 0, soft_interrupts = 0,
             stolen = 0;
        words >> core >> user >> nice >> system >> idle >> io_wait >> interrupts >> soft_interrupts >> stolen;
        if (std::find(cores.begin(), cores.end(), core) == cores.end()) continue;
        ticks += user + nice + system + interrupts + soft_interrupts + stolen;
    }
    return std::chrono::nanoseconds(ticks * (1'000'000'000L / sysconf(_SC_CLK_TCK)));
}

std::chrono::nanoseconds own_cpu_time() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace bench
