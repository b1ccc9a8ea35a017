/** The command line: {@link io.github.nettyaudit.server.option.ServerOptions} and how its values are read. */
@NullMarked
package io.github.nettyaudit.server.option;

import org.jspecify.annotations.NullMarked;
