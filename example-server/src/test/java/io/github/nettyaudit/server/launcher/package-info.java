/** The program that the build makes of the jar. */
@NullMarked
package io.github.nettyaudit.server.launcher;

import org.jspecify.annotations.NullMarked;
