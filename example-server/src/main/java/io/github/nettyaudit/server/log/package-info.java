/** Messages to the operator on standard error, see {@link io.github.nettyaudit.server.log.OperatorLog}. */
@NullMarked
package io.github.nettyaudit.server.log;

import org.jspecify.annotations.NullMarked;
