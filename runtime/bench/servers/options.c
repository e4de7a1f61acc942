#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { exit_usage = 64 };

static unsigned long number(const char* program, const char* option, const char* text, unsigned long limit) {
    char* end = NULL;
    const unsigned long value = text != NULL ? strtoul(text, &end, 10) : 0;
    if (end == NULL || end == text || *end != '\0' || value > limit) {
        fprintf(stderr, "%s: %s takes a number up to %lu\n", program, option, limit);
        exit(exit_usage);
    }
    return value;
}

struct ServerOptions parse_options(int argc, char* argv[]) {
    struct ServerOptions options = {.port = 0, .workers = 1, .work_us = 0, .buffer_bytes = 8192};
    for (int i = 1; i < argc; i += 2) {
        const char* value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--port") == 0) {
            options.port = (uint16_t)number(argv[0], argv[i], value, 65535);
        } else if (strcmp(argv[i], "--workers") == 0) {
            options.workers = (unsigned)number(argv[0], argv[i], value, 1024);
        } else if (strcmp(argv[i], "--work-us") == 0) {
            options.work_us = (unsigned)number(argv[0], argv[i], value, 1000000);
        } else if (strcmp(argv[i], "--buffer") == 0) {
            options.buffer_bytes = number(argv[0], argv[i], value, 1UL << 20U);
        } else {
            fprintf(stderr, "usage: %s [--port P] [--workers N] [--work-us U] [--buffer BYTES]\n", argv[0]);
            exit(exit_usage);
        }
    }
    if (options.workers == 0) options.workers = 1;
    if (options.buffer_bytes == 0) options.buffer_bytes = 1;
    return options;
}

void announce(uint16_t port) {
    printf("listening on 127.0.0.1:%u\n", port);
    fflush(stdout);
}
