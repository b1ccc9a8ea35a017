/*
 * control: the few requests to the kernel that the live benchmark needs, each acknowledged before it returns.
 *
 *   control get                    the status as one JSON object
 *   control set NAME=VALUE...      enabled (0, 1), backlog_limit, backlog_wait_time
 *   control rules                  {"rules":N}
 *   control add PROGRAM KEY        -a always,exit -F arch=<native> -S getppid -F exe=PROGRAM -k KEY
 *   control delete PROGRAM KEY     the same rule with -d
 *
 * Cannot lock the configuration (enabled=2) nor change what the kernel does on failure. Never run it while the kernel
 * is congested: it would be put to sleep. Exits with 1 and the kernel's reason on stderr if a request fails.
 */
#include "audit_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no audit architecture known for this machine"
#endif

enum { LARGEST_DATAGRAM = 65536, TIMEOUT_SECONDS = 20 };

/* What an exchange brought: how many messages of the wanted type, and the payload of the last. */
struct reply {
    uint16_t type;
    int count;
    struct audit_status status;
};

/* Sends a request; reads its acknowledgement and then, if reply is not NULL, its reply (or all parts up to DONE). */
static void exchange(int fd, uint16_t type, const void *payload, size_t length, struct reply *reply, const char *what)
{
    static uint32_t sequence;
    static char datagram[LARGEST_DATAGRAM] __attribute__((aligned(8)));
    audit_send(fd, type, NLM_F_ACK, ++sequence, payload, length);
    bool acknowledged = false;
    bool complete = reply == NULL;
    while (!acknowledged || !complete) {
        ssize_t received = recv(fd, datagram, sizeof datagram, 0);
        if (received < 0 && errno == EINTR)
            continue;
        if (received < 0)
            fail(what);
        const struct nlmsghdr *header = (const void *)datagram;
        const void *data = NLMSG_DATA(header);
        if (received < NLMSG_HDRLEN || header->nlmsg_seq != sequence)
            continue;
        if (header->nlmsg_type == NLMSG_ERROR) {
            int error = ((const struct nlmsgerr *)data)->error;
            if (error < 0) {
                errno = -error;
                fail(what);
            }
            acknowledged = true;
        } else if (header->nlmsg_type == NLMSG_DONE) {
            complete = true;
        } else if (reply != NULL && header->nlmsg_type == reply->type) {
            size_t size = (size_t)received - NLMSG_HDRLEN;
            memcpy(&reply->status, data, size < sizeof reply->status ? size : sizeof reply->status);
            reply->count++;
            if (!(header->nlmsg_flags & NLM_F_MULTI))
                complete = true;
        }
    }
}

static int get(int fd)
{
    struct reply reply = {.type = AUDIT_GET};
    exchange(fd, AUDIT_GET, NULL, 0, &reply, "AUDIT_GET");
    const struct audit_status *status = &reply.status;
    printf("{\"enabled\":%u,\"failure\":%u,\"pid\":%u,\"rate_limit\":%u,\"backlog_limit\":%u,\"lost\":%u,"
           "\"backlog\":%u,\"backlog_wait_time\":%u}\n",
           status->enabled, status->failure, status->pid, status->rate_limit, status->backlog_limit, status->lost,
           status->backlog, status->backlog_wait_time);
    return 0;
}

static int set(int fd, int count, char **assignments)
{
    struct audit_status status = {0};
    for (int i = 0; i < count; i++) {
        char *value = strchr(assignments[i], '=');
        if (value == NULL)
            return 2;
        *value++ = 0;
        uint32_t number = (uint32_t)strtoul(value, NULL, 10);
        if (strcmp(assignments[i], "enabled") == 0 && number <= 1) {
            status.mask |= AUDIT_STATUS_ENABLED;
            status.enabled = number;
        } else if (strcmp(assignments[i], "backlog_limit") == 0) {
            status.mask |= AUDIT_STATUS_BACKLOG_LIMIT;
            status.backlog_limit = number;
        } else if (strcmp(assignments[i], "backlog_wait_time") == 0) {
            status.mask |= AUDIT_STATUS_BACKLOG_WAIT_TIME;
            status.backlog_wait_time = number;
        } else {
            fprintf(stderr, "control: refuses to set %s=%s\n", assignments[i], value);
            return 2;
        }
    }
    exchange(fd, AUDIT_SET, &status, sizeof status, NULL, "AUDIT_SET");
    return 0;
}

static int rules(int fd)
{
    struct reply reply = {.type = AUDIT_LIST_RULES};
    exchange(fd, AUDIT_LIST_RULES, NULL, 0, &reply, "AUDIT_LIST_RULES");
    printf("{\"rules\":%d}\n", reply.count);
    return 0;
}

/* Appends one field of a rule that has a text; rule->buf must have room. */
static void add_text(struct audit_rule_data *rule, uint32_t field, const char *text)
{
    size_t length = strlen(text);
    memcpy(rule->buf + rule->buflen, text, length);
    rule->fields[rule->field_count] = field;
    rule->values[rule->field_count] = (uint32_t)length;
    rule->fieldflags[rule->field_count++] = AUDIT_EQUAL;
    rule->buflen += (uint32_t)length;
}

/* Under a rule for execve(2), PROGRAM is the new program: the rule is looked at when the call ends. */
static int change_rule(int fd, uint16_t type, const char *program, const char *key, const char *call)
{
    int number = call != NULL && strcmp(call, "execve") == 0 ? SYS_execve : SYS_getppid;
    size_t size = sizeof(struct audit_rule_data) + strlen(program) + strlen(key);
    struct audit_rule_data *rule = calloc(1, size);
    if (rule == NULL)
        fail("calloc");
    rule->flags = AUDIT_FILTER_EXIT;
    rule->action = AUDIT_ALWAYS;
    rule->mask[AUDIT_WORD(number)] = AUDIT_BIT(number);
    rule->fields[0] = AUDIT_ARCH;
    rule->values[0] = NATIVE_ARCHITECTURE;
    rule->fieldflags[0] = AUDIT_EQUAL;
    rule->field_count = 1;
    add_text(rule, AUDIT_EXE, program);
    add_text(rule, AUDIT_FILTERKEY, key);
    exchange(fd, type, rule, size, NULL, type == AUDIT_ADD_RULE ? "AUDIT_ADD_RULE" : "AUDIT_DEL_RULE");
    free(rule);
    return 0;
}

int main(int count, char **arguments)
{
    const char *command = count > 1 ? arguments[1] : "";
    int fd = audit_open(0);
    struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    if (strcmp(command, "get") == 0)
        return get(fd);
    if (strcmp(command, "set") == 0 && count > 2)
        return set(fd, count - 2, arguments + 2);
    if (strcmp(command, "rules") == 0)
        return rules(fd);
    if (strcmp(command, "add") == 0 && (count == 4 || count == 5))
        return change_rule(fd, AUDIT_ADD_RULE, arguments[2], arguments[3], count == 5 ? arguments[4] : NULL);
    if (strcmp(command, "delete") == 0 && (count == 4 || count == 5))
        return change_rule(fd, AUDIT_DEL_RULE, arguments[2], arguments[3], count == 5 ? arguments[4] : NULL);
    fprintf(stderr, "usage: control get | set NAME=VALUE... | rules | add|delete PROGRAM KEY [getppid|execve]\n");
    return 2;
}
