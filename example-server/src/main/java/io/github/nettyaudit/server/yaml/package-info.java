/**
 * Reads YAML files for people: each value knows its file, line and column, and reading goes on after a problem, so that
 * all problems of a file are reported at once. Knows nothing of the server's settings; those are in the package
 * {@code config}.
 */
@NullMarked
package io.github.nettyaudit.server.yaml;

import org.jspecify.annotations.NullMarked;
