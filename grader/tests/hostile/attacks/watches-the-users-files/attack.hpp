#include <sys/inotify.h>
static void look() {
    const int watcher = inotify_init1(IN_CLOEXEC);
    if (inotify_add_watch(watcher, HOME_DIRECTORY, IN_ALL_EVENTS) >= 0) win("home");
    if (inotify_add_watch(watcher, NEIGHBOUR_DIRECTORY "/lab4", IN_ALL_EVENTS) >= 0) win("neighbour");
}
#define ATTACK_START look()
