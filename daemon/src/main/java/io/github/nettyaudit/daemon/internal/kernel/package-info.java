/**
 * The channels of a daemon and what watches them: {@link io.github.nettyaudit.daemon.internal.kernel.LoopPair} chooses
 * the event loops, {@link io.github.nettyaudit.daemon.internal.kernel.KernelChannels} opens both channels,
 * {@link io.github.nettyaudit.daemon.internal.kernel.HandlerGate} adds the user's handlers, and
 * {@link io.github.nettyaudit.daemon.internal.kernel.KernelWatch} asks for the status while all is calm. Internal: not
 * part of the API.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.kernel;

import org.jspecify.annotations.NullMarked;
