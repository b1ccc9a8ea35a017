/**
 * The statistics on standard error: {@link io.github.nettyaudit.server.stats.StatisticsReporter} prints a line at an
 * interval, and a summary at the end.
 */
@NullMarked
package io.github.nettyaudit.server.stats;

import org.jspecify.annotations.NullMarked;
