/**
 * The subcommand {@code ctl}, which does what auditctl does, and the rules of {@code --rules}. Lines and rules are
 * parsed and applied by {@link io.github.nettyaudit.codec.rule}; this package has the command line, rule files, names
 * of the host, and the output.
 */
@NullMarked
package io.github.nettyaudit.server.ctl;

import org.jspecify.annotations.NullMarked;
