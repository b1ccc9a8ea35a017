/**
 * What {@code /proc} says of the process that caused an event, read when the event arrives, because later the process may
 * be gone: {@link io.github.nettyaudit.daemon.context.ProcessContexts}. {@code StoredProcess} is the form in which the
 * spool keeps it.
 *
 * <p>The event is truer than {@code /proc}, and nothing is guessed: a part that is not known is marked with the reason.
 */
@NullMarked
package io.github.nettyaudit.daemon.context;

import org.jspecify.annotations.NullMarked;
