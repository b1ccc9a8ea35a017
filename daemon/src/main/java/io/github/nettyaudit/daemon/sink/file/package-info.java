/** The sink {@code file}: documents in a file that is replaced by size or time. */
@NullMarked
package io.github.nettyaudit.daemon.sink.file;

import org.jspecify.annotations.NullMarked;
