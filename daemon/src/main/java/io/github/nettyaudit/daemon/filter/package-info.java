/**
 * Chooses events by an expression that people can read, such as
 * {@code key = exec and not exe under /usr/lib/systemd and auid != unset}. An expression is read once into a
 * {@link io.github.nettyaudit.daemon.filter.FilterExpression}, and evaluated by an
 * {@link io.github.nettyaudit.daemon.filter.EventMatcher} of each thread.
 */
@NullMarked
package io.github.nettyaudit.daemon.filter;

import org.jspecify.annotations.NullMarked;
