/**
 * Where records come from. {@link io.github.nettyaudit.server.source.SourceOpener} picks and opens one:
 * {@link io.github.nettyaudit.server.source.UnicastSource} (we are the kernel's audit daemon),
 * {@link io.github.nettyaudit.server.source.MulticastSource} (we read beside it), or
 * {@link io.github.nettyaudit.server.source.DemoSource} (a scripted kernel).
 *
 * <p>Each has a data channel on a loop that does nothing but read and pass on, and a control channel on another loop,
 * because a request may sleep inside the kernel. What comes goes to the handler of
 * {@link io.github.nettyaudit.server.stream}.
 */
@NullMarked
package io.github.nettyaudit.server.source;

import org.jspecify.annotations.NullMarked;
