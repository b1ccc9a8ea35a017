/**
 * What the server tells about itself on standard error: {@link io.github.nettyaudit.server.stats.StatisticsReporter}
 * prints a line now and then, and asks the kernel for its status where
 * {@link io.github.nettyaudit.server.source.CongestionGuard} finds that this can harm nobody.
 */
@NullMarked
package io.github.nettyaudit.server.stats;

import org.jspecify.annotations.NullMarked;
