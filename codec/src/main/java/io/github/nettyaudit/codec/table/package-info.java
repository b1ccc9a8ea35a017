/**
 * Numbers and names of the kernel's audit interface: architectures, system calls by architecture, io_uring operations,
 * and field comparisons of rules.
 *
 * <p>The facts are data files that are read once, when they are first needed. Record types are in {@link
 * io.github.nettyaudit.codec.message.AuditMessageType}, error numbers in {@link
 * io.github.nettyaudit.codec.netlink.NetlinkErrno}. The package {@link io.github.nettyaudit.codec.interpret} turns
 * numbers into text.
 */
@NullMarked
package io.github.nettyaudit.codec.table;

import org.jspecify.annotations.NullMarked;
