package io.github.nettyaudit.transport;

/**
 * User event: datagrams were received but not delivered, because delivering them failed in the channel itself, for
 * example for lack of memory. Fired after the other datagrams of the same recvmmsg(2) were delivered, and followed by
 * {@code exceptionCaught} with the first cause. The channel stays open and continues to read.
 *
 * <p>An exception that a handler throws is not such a failure: Netty passes it to {@code exceptionCaught}, and the
 * handler has had its datagram.
 *
 * @param count the number of datagrams since the last such event, at least 1
 * @param total the number of datagrams since the channel was opened, see {@link AuditNetlinkCounters#undelivered()}
 */
public record NetlinkUndelivered(long count, long total) {
}
