/**
 * The subcommand {@code decode}: logs and captures in, text out.
 *
 * <p>{@link io.github.nettyaudit.server.decode.DecodeCommand} reads the command line,
 * {@link io.github.nettyaudit.server.decode.RecordInput} finds out what a file is and gives its records to one of the
 * printers.
 */
@NullMarked
package io.github.nettyaudit.server.decode;

import org.jspecify.annotations.NullMarked;
