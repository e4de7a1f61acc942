static void change(const char* path) {
    for (const int how : {O_WRONLY | O_APPEND, O_RDWR, O_WRONLY | O_TRUNC, O_WRONLY | O_CREAT}) {
        const int fd = open(path, how, 0644);
        if (fd < 0) continue;
        if (write(fd, "x", 1) == 1) win(strrchr(path, '/'));
        close(fd);
    }
    if (truncate(path, 1) == 0) win("truncate");
}
static void change_all() {
    for (const char* const path : {HOME_DIRECTORY "/notes.txt", HOME_DIRECTORY "/results/ada.json", DOCUMENTS_DIRECTORY "/mallory.json",
                                   DOCUMENTS_DIRECTORY "/mallory.junit", SUBMISSION_DIRECTORY "/lab4/place.hpp", GRADER_PROGRAM,
                                   COURSE_DIRECTORY "/labs/lab4-blocking/rubric.toml", COURSE_DIRECTORY "/starter/include/lab/ready.hpp",
                                   NEIGHBOUR_DIRECTORY "/lab4/private.hpp", HOME_DIRECTORY "/.profile"})
        change(path);
}
#define ATTACK_START change_all()
