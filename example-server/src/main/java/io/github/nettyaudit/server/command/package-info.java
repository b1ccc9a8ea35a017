/** The subcommands that have no package of their own. */
@NullMarked
package io.github.nettyaudit.server.command;

import org.jspecify.annotations.NullMarked;
