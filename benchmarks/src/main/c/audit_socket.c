#include "audit_socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t monotonic_nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void fail(const char *what)
{
    perror(what);
    exit(1);
}

int audit_open(unsigned int groups)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
    if (fd < 0)
        fail("socket(NETLINK_AUDIT)");
    struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = groups};
    if (bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
        fail("bind of the audit socket");
    return fd;
}

void audit_send(int fd, uint16_t type, uint16_t flags, uint32_t sequence, const void *payload, size_t length)
{
    struct nlmsghdr *header = calloc(1, NLMSG_SPACE(length));
    if (header == NULL)
        fail("calloc");
    header->nlmsg_len = NLMSG_LENGTH(length);
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | flags;
    header->nlmsg_seq = sequence;
    if (length > 0)
        memcpy(NLMSG_DATA(header), payload, length);
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    ssize_t sent;
    do
        sent = sendto(fd, header, NLMSG_SPACE(length), 0, (struct sockaddr *)&kernel, sizeof kernel);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        fail("sendto the kernel's audit");
    free(header);
}
