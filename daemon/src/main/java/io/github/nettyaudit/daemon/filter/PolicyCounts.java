package io.github.nettyaudit.daemon.filter;

/**
 * What an {@link EventPolicy} has done.
 *
 * @param filtered events that were not stored because of the filter
 */
public record PolicyCounts(long filtered) {
}
