/**
 * Netlink sockets (netlink(7)) on Netty's epoll event loop. This package handles sockets and datagrams; it does not
 * look inside them. The codec module does, and works on any channel.
 *
 * <p>Start with {@link io.github.nettyaudit.transport.AuditNetlinkChannel}. Its options are in
 * {@link io.github.nettyaudit.transport.AuditNetlinkChannelOption}, its counters in
 * {@link io.github.nettyaudit.transport.AuditNetlinkMetric}.
 *
 * <p>The path of a received datagram: {@code LibC.recvmmsg} (one system call for a batch) → {@code MmsghdrArray} (its
 * structs) → {@code ReceiveBatch} (its memory, in pages) → {@code NetlinkReader} (the read loop) →
 * {@code DatagramBuffer} (one buffer for each datagram) → the channel's pipeline. A datagram to be sent goes from the
 * pipeline to {@code NetlinkSender} and {@code NetlinkSocket}.
 *
 * <p>User events, fired in the pipeline: {@link io.github.nettyaudit.transport.NetlinkOverrun},
 * {@link io.github.nettyaudit.transport.NetlinkTruncatedDatagram},
 * {@link io.github.nettyaudit.transport.NetlinkUnexpectedSender},
 * {@link io.github.nettyaudit.transport.NetlinkUndelivered}. All of them report losses, none needs to be released.
 */
@NullMarked
package io.github.nettyaudit.transport;

import org.jspecify.annotations.NullMarked;
