/**
 * How the process ends: the {@linkplain io.github.nettyaudit.server.exit.ExitCode exit codes} that {@code --help}
 * lists, and the {@linkplain io.github.nettyaudit.server.exit.ServerException exception} that carries one of them
 * with a message for the operator.
 */
@NullMarked
package io.github.nettyaudit.server.exit;

import org.jspecify.annotations.NullMarked;
