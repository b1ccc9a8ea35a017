/** The sink {@code stdout}: documents on standard output. */
@NullMarked
package io.github.nettyaudit.daemon.sink.stdout;

import org.jspecify.annotations.NullMarked;
