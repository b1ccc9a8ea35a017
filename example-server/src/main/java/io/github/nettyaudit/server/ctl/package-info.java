/**
 * The subcommand {@code ctl}: what auditctl does, for hosts that have none. Lines and rules are
 * {@link io.github.nettyaudit.codec.rule}'s; here are the command line, files, names of the host, and what is printed.
 */
@NullMarked
package io.github.nettyaudit.server.ctl;

import org.jspecify.annotations.NullMarked;
