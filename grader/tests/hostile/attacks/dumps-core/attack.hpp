static void dump() {
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_CORE, &all) == 0) win("limit");
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (WCOREDUMP(in_child([] { abort(); }))) win("core");
}
#define ATTACK_START dump()
