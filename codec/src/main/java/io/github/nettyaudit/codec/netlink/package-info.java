/**
 * The netlink layer of the protocol: headers of 16 bytes, framing, error numbers, and the event for lost datagrams. The
 * package handles any netlink family; the one thing in it that is particular to audit is a quirk of the framing, see
 * {@link io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder}.
 *
 * <p>A datagram arrives as a {@link io.netty.buffer.ByteBuf} from any channel (the {@code AuditNetlinkChannel} of
 * netty-audit-transport, or an {@code EmbeddedChannel}) and leaves as
 * {@link io.github.nettyaudit.codec.netlink.NetlinkMessage}s. The package
 * {@link io.github.nettyaudit.codec.message} decodes their payload.
 */
@NullMarked
package io.github.nettyaudit.codec.netlink;

import org.jspecify.annotations.NullMarked;
