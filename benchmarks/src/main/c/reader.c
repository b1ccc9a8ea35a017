/*
 * reader: the C reader that ours is measured against. Counts the records of the load and does nothing else with them.
 *
 *   reader [--multicast] [--coalesce MICROSECONDS] [--stamps]
 *
 * recvmmsg(2) in batches of 64, a receive buffer of 16 MiB (SO_RCVBUFFORCE), NETLINK_NO_ENOBUFS. Without --coalesce it
 * sleeps in recvmmsg until a record is there (one wake-up per read). With it, a read that found more than a few
 * records, but not a full batch, is followed by a sleep, so that the next wake-up finds many: the least CPU that we
 * know of. --stamps reads the age of each SYSCALL record of 'load --stamp'.
 *
 * Driven through stdin, one line at a time, each answered by one line (LiveReader.java speaks the same):
 *   begin          counters and CPU time start at nothing                          → BEGUN
 *   end EXPECTED   waits for the count EXPECTED, or until nothing came for 1.5 s   → one JSON object
 *   quit, or EOF   stops being the daemon, exits
 * It says READY when it is the daemon (or a member of the multicast group). Commands are looked at when the socket has
 * been quiet for 100 ms, so they cost nothing during a run.
 */
#define _GNU_SOURCE
#include "audit_socket.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 64,
    SLOT_BYTES = 9216,
    RECEIVE_BUFFER_BYTES = 16 << 20,
    FEW_RECORDS = 4,
    QUIET_MILLIS = 100,
    QUIET_TURNS_AT_END = 15,
    MOST_SAMPLES = 4000000,
    SHOWN_DROPS = 8, /* SK_MEMINFO_DROPS of linux/sock_diag.h */
    MEMINFO_FIELDS = 16
};

struct counters {
    int64_t records, other, bytes, wake_ups, first_nanos, last_nanos;
    double user_seconds, system_seconds;
    uint32_t drops;
    size_t samples;
};

static char slots[BATCH][SLOT_BYTES] __attribute__((aligned(64)));
static struct counters now;
static int64_t *ages;
static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

/* Makes the socket of fd the audit daemon (pid = own), or no longer (pid = 0), and waits for the kernel's word. */
static void register_daemon(int fd, uint32_t pid)
{
    struct audit_status status = {.mask = AUDIT_STATUS_PID, .pid = pid};
    audit_send(fd, AUDIT_SET, NLM_F_ACK, 1, &status, sizeof status);
    for (;;) {
        ssize_t received = recv(fd, slots[0], SLOT_BYTES, 0);
        const struct nlmsghdr *header = (const void *)slots[0];
        if (received < 0 && errno != EINTR)
            fail("acknowledgement of AUDIT_SET pid");
        if (received < NLMSG_HDRLEN || header->nlmsg_type != NLMSG_ERROR)
            continue;
        errno = -((const struct nlmsgerr *)NLMSG_DATA(header))->error;
        if (errno != 0)
            fail("AUDIT_SET pid");
        return;
    }
}

static uint32_t socket_drops(int fd)
{
    uint32_t memory[MEMINFO_FIELDS] = {0};
    socklen_t size = sizeof memory;
    if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) != 0)
        fail("SO_MEMINFO");
    return memory[SHOWN_DROPS];
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void read_usage(double *user, double *system)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    *user = seconds(usage.ru_utime);
    *system = seconds(usage.ru_stime);
}

/* The age of the record's system call by its a0=, or of nothing if it has none. */
static void sample_age(const char *text, size_t length)
{
    const char *field = memmem(text, length, " a0=", 4);
    if (field == NULL || now.samples == MOST_SAMPLES)
        return;
    int64_t stamp = 0;
    for (field += 4; field < text + length && *field != ' '; field++)
        stamp = stamp << 4 | (*field <= '9' ? *field - '0' : *field - 'a' + 10);
    ages[now.samples++] = monotonic_nanos() - stamp;
}

static void count(const struct nlmsghdr *header, size_t length, bool stamps)
{
    switch (header->nlmsg_type) {
    case AUDIT_SYSCALL:
        if (stamps)
            sample_age(NLMSG_DATA(header), length - NLMSG_HDRLEN);
        /* fall through */
    case AUDIT_PROCTITLE:
    case AUDIT_EOE:
        now.records++;
        now.bytes += (int64_t)length - NLMSG_HDRLEN;
        break;
    default:
        now.other++;
    }
}

static int ascending(const void *left, const void *right)
{
    int64_t difference = *(const int64_t *)left - *(const int64_t *)right;
    return difference < 0 ? -1 : difference > 0;
}

static double age_micros(double quantile)
{
    if (now.samples == 0)
        return 0;
    return (double)ages[(size_t)(quantile * (double)(now.samples - 1))] / 1e3;
}

static void report(int fd)
{
    double user;
    double system;
    read_usage(&user, &system);
    user -= now.user_seconds;
    system -= now.system_seconds;
    double elapsed = (double)(now.last_nanos - now.first_nanos) / 1e9;
    qsort(ages, now.samples, sizeof *ages, ascending);
    printf("{\"records\":%ld,\"other\":%ld,\"bytes\":%ld,\"first_ns\":%ld,\"last_ns\":%ld,\"seconds\":%.6f,"
           "\"records_per_s\":%.0f,\"user_s\":%.6f,\"system_s\":%.6f,\"cpu_s\":%.6f,\"wake_ups\":%ld,\"drops\":%u,"
           "\"samples\":%zu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}\n",
           now.records, now.other, now.bytes, now.first_nanos, now.last_nanos, elapsed,
           elapsed > 0 ? (double)now.records / elapsed : 0, user, system, user + system, now.wake_ups,
           socket_drops(fd) - now.drops, now.samples, age_micros(0.5), age_micros(0.99), age_micros(1));
    fflush(stdout);
}

static void begin(int fd)
{
    now = (struct counters){.drops = socket_drops(fd)};
    read_usage(&now.user_seconds, &now.system_seconds);
    printf("BEGUN\n");
    fflush(stdout);
}

/* Looks for a command; true if the reader is to go. *expected becomes the count of an 'end', else stays. */
static bool command(int fd, int64_t *expected)
{
    char line[64] = "";
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) <= 0)
        return false;
    /* the script writes one line and waits for its answer, so one read is one line */
    if (read(STDIN_FILENO, line, sizeof line - 1) <= 0 || strncmp(line, "quit", 4) == 0)
        return true;
    if (strncmp(line, "begin", 5) == 0)
        begin(fd);
    else if (sscanf(line, "end %ld", expected) != 1)
        fprintf(stderr, "reader: what is %s\n", line);
    return false;
}

static void drain(int fd, int64_t coalesce_nanos, bool stamps)
{
    static struct mmsghdr messages[BATCH];
    static struct iovec vectors[BATCH];
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){.iov_base = slots[i], .iov_len = SLOT_BYTES};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    const struct timespec rest = {.tv_nsec = coalesce_nanos};
    int64_t expected = -1;
    int quiet_turns = 0;
    while (!interrupted) {
        int received = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
        if (received < 0) {
            if (errno == EINTR || errno == ENOBUFS)
                continue;
            if (errno != EAGAIN)
                fail("recvmmsg");
            quiet_turns++;
            if (expected < 0 && command(fd, &expected))
                return;
            if (expected >= 0 && (now.records >= expected || quiet_turns >= QUIET_TURNS_AT_END)) {
                report(fd);
                expected = -1;
            }
            continue;
        }
        quiet_turns = 0;
        now.last_nanos = monotonic_nanos();
        now.wake_ups++;
        if (now.records == 0)
            now.first_nanos = now.last_nanos;
        for (int i = 0; i < received; i++)
            count((const struct nlmsghdr *)slots[i], messages[i].msg_len, stamps);
        if (coalesce_nanos > 0 && received > FEW_RECORDS && received < BATCH)
            nanosleep(&rest, NULL);
    }
}

int main(int arguments, char **values)
{
    static const struct option options[] = {{"multicast", no_argument, NULL, 'm'},
                                            {"coalesce", required_argument, NULL, 'c'},
                                            {"stamps", no_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    bool multicast = false;
    bool stamps = false;
    long coalesce_micros = 0;
    int option;
    while ((option = getopt_long(arguments, values, "", options, NULL)) != -1) {
        if (option == 'm')
            multicast = true;
        else if (option == 'c')
            coalesce_micros = atol(optarg);
        else if (option == 's')
            stamps = true;
        else
            return 2;
    }
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    /* should the script be killed outright */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    ages = malloc(sizeof *ages * MOST_SAMPLES);
    if (ages == NULL)
        fail("malloc");

    int fd = audit_open(multicast ? 1 << (AUDIT_NLGRP_READLOG - 1) : 0);
    int size = RECEIVE_BUFFER_BYTES;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        fail("SO_RCVBUFFORCE");
    int yes = 1;
    if (setsockopt(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &yes, sizeof yes) != 0)
        fail("NETLINK_NO_ENOBUFS");
    if (!multicast)
        register_daemon(fd, (uint32_t)getpid());
    struct timeval quiet = {.tv_usec = QUIET_MILLIS * 1000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
    printf("READY\n");
    fflush(stdout);

    drain(fd, coalesce_micros * 1000, stamps);

    if (!multicast) {
        quiet = (struct timeval){.tv_sec = 5};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
        register_daemon(fd, 0);
    }
    return 0;
}
