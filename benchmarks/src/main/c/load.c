/*
 * load: the audited program. Calls getppid(2) N times; under a syscall rule each call makes three records
 * (SYSCALL, PROCTITLE, EOE).
 *
 *   load CALLS [--rate PER_SECOND] [--stamp] [--seconds N] [--exec PROGRAM]
 *
 * --rate   even pacing: one call each 1/rate seconds, none in bursts (0, the default, is flat out). Above 20,000/s it
 *          spins instead of sleeping, as a virtual machine may need 30 microseconds for each timer
 * --stamp  passes the time of the call (CLOCK_MONOTONIC, nanoseconds) as the system call's first argument. getppid
 *          ignores it, but the SYSCALL record shows it as a0=, in hex: whoever reads the record knows how old it is.
 * --seconds ends after so many seconds, though not all calls are made
 * --exec   starts this program with posix_spawn(3) and waits for its end, in place of each getppid
 *
 * Must be started after auditing was first enabled: older tasks have no audit context.
 */
#include "audit_socket.h"

#include <errno.h>
#include <getopt.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static const double FASTEST_SLEEPING_RATE = 20000;

static void wait_until(int64_t nanos, bool spin)
{
    while (spin && monotonic_nanos() < nanos)
        ;
    if (spin)
        return;
    struct timespec due = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        ;
}

static void start_program(const char *program)
{
    char *const arguments[] = {(char *)program, NULL};
    char *const environment[] = {NULL};
    pid_t child;
    int status;
    if (posix_spawn(&child, program, NULL, NULL, arguments, environment) != 0 || waitpid(child, &status, 0) < 0)
        fail(program);
}

int main(int count, char **arguments)
{
    static const struct option options[] = {
        {"rate", required_argument, NULL, 'r'}, {"stamp", no_argument, NULL, 's'},
        {"seconds", required_argument, NULL, 't'}, {"exec", required_argument, NULL, 'e'}, {NULL, 0, NULL, 0}};
    double rate = 0;
    double longest = 0;
    const char *program = NULL;
    bool stamp = false;
    int option;
    while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
        if (option == 'r')
            rate = atof(optarg);
        else if (option == 's')
            stamp = true;
        else if (option == 't')
            longest = atof(optarg);
        else if (option == 'e')
            program = optarg;
        else
            return 2;
    }
    if (optind + 1 != count) {
        fprintf(stderr, "usage: load CALLS [--rate PER_SECOND] [--stamp] [--seconds N] [--exec PROGRAM]\n");
        return 2;
    }
    long calls = atol(arguments[optind]);
    /* the kernel may be 50 microseconds late otherwise, half of the period at 10,000 calls/s */
    prctl(PR_SET_TIMERSLACK, 1UL);

    int64_t start = monotonic_nanos();
    int64_t end = longest > 0 ? start + (int64_t)(longest * 1e9) : INT64_MAX;
    long call = 0;
    for (; call < calls; call++) {
        if (longest > 0 && call % 64 == 0 && monotonic_nanos() >= end)
            break;
        if (rate > 0)
            wait_until(start + (int64_t)((double)call * 1e9 / rate), rate > FASTEST_SLEEPING_RATE);
        if (program != NULL) {
            start_program(program);
            continue;
        }
        syscall(SYS_getppid, stamp ? monotonic_nanos() : 0);
    }
    double elapsed = (double)(monotonic_nanos() - start) / 1e9;

    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"calls\":%ld,\"seconds\":%.6f,\"calls_per_s\":%.0f,\"user_s\":%.6f,\"system_s\":%.6f}\n", call, elapsed,
           (double)call / elapsed, seconds(usage.ru_utime), seconds(usage.ru_stime));
    return 0;
}
