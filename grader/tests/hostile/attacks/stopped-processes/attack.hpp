#include <sys/ptrace.h>
static void leave() {
    for (int number = 0; number < 8; ++number) {
        const pid_t child = fork();
        if (child == 0) {
            setsid();
            if (number % 4 == 1) ptrace(PTRACE_TRACEME, 0, 0, 0);
            if (number % 4 == 2) {
                if (vfork() == 0) for (;;) pause();
            }
            raise(SIGSTOP);
            for (;;) pause();
        }
        if (number % 4 == 3) kill(child, SIGSTOP);
    }
}
#define ATTACK_READY leave()
