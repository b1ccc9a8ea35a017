/**
 * The netlink layer of the protocol: 16-byte headers, framing, error numbers. Nothing here is particular to audit
 * but one quirk of its framing, see {@link io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder}.
 *
 * <p>A datagram comes in as a {@link io.netty.buffer.ByteBuf} from any channel (the transport module's
 * {@code AuditNetlinkChannel}, or an {@code EmbeddedChannel}) and leaves as
 * {@link io.github.nettyaudit.codec.netlink.NetlinkMessage}s. The next room is
 * {@link io.github.nettyaudit.codec}, which knows what is inside.
 */
@NullMarked
package io.github.nettyaudit.codec.netlink;

import org.jspecify.annotations.NullMarked;
