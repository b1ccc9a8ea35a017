/*
 * load: the audited program. Calls getppid(2) N times; under a syscall rule each call makes three records
 * (SYSCALL, PROCTITLE, EOE).
 *
 *   load CALLS [--rate PER_SECOND] [--stamp]
 *
 * --rate   even pacing: one call each 1/rate seconds, none in bursts (0, the default, is flat out). Above 20,000/s it
 *          spins instead of sleeping, as a virtual machine may need 30 microseconds for each timer
 * --stamp  passes the time of the call (CLOCK_MONOTONIC, nanoseconds) as the system call's first argument. getppid
 *          ignores it, but the SYSCALL record shows it as a0=, in hex: whoever reads the record knows how old it is.
 *
 * Must be started after auditing was first enabled: older tasks have no audit context.
 */
#include "audit_socket.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
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

int main(int count, char **arguments)
{
    static const struct option options[] = {
        {"rate", required_argument, NULL, 'r'}, {"stamp", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
    double rate = 0;
    bool stamp = false;
    int option;
    while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
        if (option == 'r')
            rate = atof(optarg);
        else if (option == 's')
            stamp = true;
        else
            return 2;
    }
    if (optind + 1 != count) {
        fprintf(stderr, "usage: load CALLS [--rate PER_SECOND] [--stamp]\n");
        return 2;
    }
    long calls = atol(arguments[optind]);
    /* the kernel may be 50 microseconds late otherwise, half of the period at 10,000 calls/s */
    prctl(PR_SET_TIMERSLACK, 1UL);

    int64_t start = monotonic_nanos();
    for (long call = 0; call < calls; call++) {
        if (rate > 0)
            wait_until(start + (int64_t)((double)call * 1e9 / rate), rate > FASTEST_SLEEPING_RATE);
        syscall(SYS_getppid, stamp ? monotonic_nanos() : 0);
    }
    double elapsed = (double)(monotonic_nanos() - start) / 1e9;

    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"calls\":%ld,\"seconds\":%.6f,\"calls_per_s\":%.0f,\"user_s\":%.6f,\"system_s\":%.6f}\n", calls, elapsed,
           (double)calls / elapsed, seconds(usage.ru_utime), seconds(usage.ru_stime));
    return 0;
}
