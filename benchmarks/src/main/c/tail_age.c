/*
 * tail_age: how old events are when they appear in a file. Reads what is appended to FILE from now on, until COUNT lines
 * with the argument a0 of a system call were seen; a0 is the time of the call (load --stamp), in hex. Prints percentiles in
 * milliseconds.
 *
 *   tail_age FILE COUNT
 *
 * Looks each 200 microseconds; the ages have this much of error.
 */
#include "audit_socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, PAUSE_MICROS = 200, LONGEST_SILENCE_MILLIS = 20000 };

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The first hexadecimal number behind "a0": or a0= in the line; 0 if there is none of 9 digits or more. */
static uint64_t stamp_of(const char *line)
{
    const char *place = strstr(line, "a0=");
    if (place == NULL && (place = strstr(line, "\"a0\":\"")) == NULL)
        return 0;
    place += place[2] == '=' ? 3 : 6;
    char *end;
    uint64_t value = strtoull(place, &end, 16);
    return end - place >= 9 ? value : 0;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: tail_age FILE COUNT\n");
        return 2;
    }
    long wanted = atol(arguments[2]);
    double *ages = calloc((size_t)wanted, sizeof *ages);
    char *buffer = malloc(BUFFER + 1);
    int fd = open(arguments[1], O_RDONLY);
    if (fd < 0 || ages == NULL || buffer == NULL || lseek(fd, 0, SEEK_END) < 0)
        fail(arguments[1]);
    long seen = 0;
    size_t used = 0;
    int64_t last = monotonic_nanos();
    while (seen < wanted) {
        ssize_t size = read(fd, buffer + used, BUFFER - used);
        if (size < 0)
            fail("read");
        int64_t now = monotonic_nanos();
        if (size == 0) {
            if (now - last > LONGEST_SILENCE_MILLIS * 1000000LL)
                break;
            usleep(PAUSE_MICROS);
            continue;
        }
        last = now;
        used += (size_t)size;
        buffer[used] = 0;
        char *line = buffer;
        char *newline;
        while ((newline = memchr(line, '\n', used - (size_t)(line - buffer))) != NULL) {
            *newline = 0;
            uint64_t stamp = stamp_of(line);
            if (stamp != 0 && seen < wanted)
                ages[seen++] = (double)(now - (int64_t)stamp) / 1e6;
            line = newline + 1;
        }
        used -= (size_t)(line - buffer);
        memmove(buffer, line, used);
    }
    if (seen == 0) {
        fprintf(stderr, "tail_age: no line with a stamp appeared in %s\n", arguments[1]);
        return 1;
    }
    qsort(ages, (size_t)seen, sizeof *ages, compare);
    printf("{\"events\":%ld,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n", seen, ages[seen / 2], ages[seen * 99 / 100],
           ages[seen - 1]);
    return 0;
}
