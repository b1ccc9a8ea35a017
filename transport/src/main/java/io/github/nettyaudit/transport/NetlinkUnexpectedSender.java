package io.github.nettyaudit.transport;

/**
 * User event: datagrams from a sender other than the channel's peer (by default the kernel) were discarded. Any process
 * of the network namespace may send them, so only their number is kept. Fired once for each read loop that received
 * any, after the datagrams that the loop delivered.
 *
 * @param count the number of datagrams since the last such event, at least 1
 * @param total the number of datagrams since the channel was opened, see
 *              {@link AuditNetlinkCounters#unexpectedSenders()}
 */
public record NetlinkUnexpectedSender(long count, long total) {
}
