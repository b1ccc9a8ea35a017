/** The formats in which {@code decode} and the server print whole events as documents. */
@NullMarked
package io.github.nettyaudit.server.format;

import org.jspecify.annotations.NullMarked;
