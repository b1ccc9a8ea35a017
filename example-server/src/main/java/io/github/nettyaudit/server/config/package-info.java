/**
 * The configuration file of the server: what it may say, and what it says. The YAML itself is read by the package
 * {@code yaml}. Each section of the file is a record of its own, with the method that reads it.
 */
@NullMarked
package io.github.nettyaudit.server.config;

import org.jspecify.annotations.NullMarked;
