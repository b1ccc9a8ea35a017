/**
 * What is known of the process that caused an event, beside the event's records: its program, its parents, its container and
 * unit. {@link io.github.nettyaudit.schema.process.ProcessInfo} is the value; the daemon makes it when the event arrives.
 */
@NullMarked
package io.github.nettyaudit.schema.process;

import org.jspecify.annotations.NullMarked;
