/* What a program start and a short system call cost the one who makes them.
 *
 *   cost STARTS CALLS
 *
 * Starts /bin/true STARTS times (fork, execve, wait) and calls getppid CALLS times. Prints the nanoseconds of each, first
 * of wall clock, then of processor time of this process and of those that it started, user and system. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double wall(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static double of(int who) {
    struct rusage used;
    getrusage(who, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e9
        + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e3;
}

static double processor(void) {
    return of(RUSAGE_SELF) + of(RUSAGE_CHILDREN);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "cost STARTS CALLS\n");
        return 2;
    }
    long starts = atol(argv[1]);
    long calls = atol(argv[2]);
    double began = wall();
    double used = processor();
    for (long i = 0; i < starts; i++) {
        pid_t child = vfork();
        if (child == 0) {
            execl("/bin/true", "true", (char *) NULL);
            _exit(127);
        }
        int status;
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
            perror("/bin/true");
            return 1;
        }
    }
    printf("start %.0f %.0f\n", (wall() - began) / starts, (processor() - used) / starts);
    began = wall();
    used = processor();
    for (long i = 0; i < calls; i++) {
        syscall(SYS_getppid);
    }
    printf("call %.1f %.1f\n", (wall() - began) / calls, (processor() - used) / calls);
    return 0;
}
