/*
 * Reads events of the format raw-json from standard input and counts those whose key is the argument: those whose serial is
 * above all before, and those that come again. Says the numbers after SIGUSR1 and at the end.
 *
 *   in_order KEY
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile unsigned long events, repeated;

/* In the handler too, because a read that waits for more goes on after a signal; only numbers are formatted. */
static void report(int signal) {
    char text[128];
    int length = snprintf(text, sizeof text, "{\"events\":%lu,\"repeated\":%lu}\n", events, repeated);
    (void) signal;
    if (write(STDOUT_FILENO, text, (size_t) length) < 0)
        _exit(1);
}

int main(int argc, char **argv) {
    char key[256];
    char *line = NULL;
    size_t size = 0;
    unsigned long last = 0;
    struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART};

    if (argc != 2 || snprintf(key, sizeof key, "key=\\\"%s\\\"", argv[1]) >= (int) sizeof key) {
        fprintf(stderr, "usage: in_order KEY\n");
        return 2;
    }
    sigaction(SIGUSR1, &action, NULL);
    setvbuf(stdin, NULL, _IOFBF, 1 << 20);
    for (;;) {
        ssize_t length = getline(&line, &size, stdin);
        if (length >= 0 && strstr(line, key)) {
            char *id = strstr(line, "\"id\":\"");
            char *end = id ? strchr(id + 6, '"') : NULL;
            char *colon = end ? memrchr(id, ':', (size_t) (end - id)) : NULL;
            unsigned long serial = colon ? strtoul(colon + 1, NULL, 10) : 0;
            if (serial > last) {
                events++;
                last = serial;
            } else {
                repeated++;
            }
        }
        if (length < 0) {
            report(0);
            return 0;
        }
    }
}
