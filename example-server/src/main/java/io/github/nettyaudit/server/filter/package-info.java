/**
 * Selects events as ausearch(8) does: {@link io.github.nettyaudit.server.filter.FilterOptions} reads the options, and
 * {@link io.github.nettyaudit.server.filter.EventFilter} decides on one event after another.
 */
@NullMarked
package io.github.nettyaudit.server.filter;

import org.jspecify.annotations.NullMarked;
