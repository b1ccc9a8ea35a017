/**
 * The typed messages of the audit netlink protocol and the handlers that convert them from and to
 * {@link io.github.nettyaudit.codec.netlink.NetlinkMessage}s: {@code AuditMessageDecoder}, {@code AuditMessageEncoder}
 * and {@code AuditStatusCodec}. Every message type that the kernel defines has a class or is an
 * {@code AuditRecordMessage}. Builds on the packages {@code table} and {@code netlink}.
 */
@NullMarked
package io.github.nettyaudit.codec.message;

import org.jspecify.annotations.NullMarked;
