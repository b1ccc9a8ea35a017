package io.github.nettyaudit.transport;

/**
 * User event: datagrams came that somebody other than the channel's peer (by default the kernel) had sent, and were
 * thrown away. Any process of the network namespace may send them, so nothing of them but their number is kept. Fired
 * once for each read loop that met any, after the datagrams that the loop delivered.
 *
 * @param count datagrams since the last such event, at least 1
 * @param total datagrams since the channel was opened, see {@link AuditNetlinkCounters#foreign()}
 */
public record NetlinkUnexpectedSender(long count, long total) {
}
