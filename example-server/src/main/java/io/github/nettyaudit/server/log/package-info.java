/**
 * Messages to the operator on standard error, of the server ({@link io.github.nettyaudit.server.log.OperatorLog}) and
 * of the libraries ({@link io.github.nettyaudit.server.log.LibraryLog}): levels, text or JSON, priorities for journald,
 * and a bound on repeats. Messages of libraries come by SLF4J and Logback, whose levels are set here.
 */
@NullMarked
package io.github.nettyaudit.server.log;

import org.jspecify.annotations.NullMarked;
