package io.github.nettyaudit.daemon.filter;

/**
 * What an {@link EventPolicy} has done.
 *
 * @param filtered    events that were not stored because of the filter
 * @param rateLimited events that were not stored because of the rate limit
 * @param redacted    events that were stored with marks in the place of secrets
 */
public record PolicyCounts(long filtered, long rateLimited, long redacted) {
}
