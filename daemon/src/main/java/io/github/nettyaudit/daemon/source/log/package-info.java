/**
 * Logs of an audit daemon as a source: {@link io.github.nettyaudit.daemon.source.log.LogFiles} reads them with their
 * rotations, follows them, and keeps up to where they were stored.
 */
@NullMarked
package io.github.nettyaudit.daemon.source.log;

import org.jspecify.annotations.NullMarked;
