/**
 * Netlink sockets on Netty's epoll event loop. This room knows sockets and datagrams and nothing of what is in them;
 * the codec module does, and works on any channel.
 *
 * <p>Start at {@link io.github.nettyaudit.transport.AuditNetlinkChannel}; its options are in
 * {@link io.github.nettyaudit.transport.AuditNetlinkChannelOption}. A datagram's way in:
 * {@code LibC.recvmmsg} → {@code MmsghdrArray} → {@code ReceiveBatch} (one buffer slice per datagram) → the channel's
 * pipeline.
 */
@NullMarked
package io.github.nettyaudit.transport;

import org.jspecify.annotations.NullMarked;
