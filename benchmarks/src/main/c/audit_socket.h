/*
 * What the three programs of the live benchmark share: time, and one audit netlink socket.
 *
 * Kernel references: include/uapi/linux/audit.h, include/uapi/linux/netlink.h, netlink(7).
 */
#ifndef NETTY_AUDIT_AUDIT_SOCKET_H
#define NETTY_AUDIT_AUDIT_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <linux/audit.h>
#include <linux/netlink.h>

/* The clock of System.nanoTime() too, so that C and Java may compare what they read from it. */
int64_t monotonic_nanos(void);

/* Prints the message and the reason in errno to stderr and exits with status 1. */
_Noreturn void fail(const char *what);

/* A bound audit socket; groups is the multicast mask, 0 for none. Exits if there is none to be had. */
int audit_open(unsigned int groups);

/* Sends one request to the kernel; exits if it cannot be sent. */
void audit_send(int fd, uint16_t type, uint16_t flags, uint32_t sequence, const void *payload, size_t length);

#endif
