/**
 * The last resort of a close: {@link io.github.nettyaudit.daemon.internal.rescue.KernelRescue} restores the kernel with
 * a blocking socket of its own when the control channel or its event loop has ended. Internal: not part of the API.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.rescue;

import org.jspecify.annotations.NullMarked;
