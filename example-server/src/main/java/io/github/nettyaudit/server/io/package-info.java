/**
 * Files, pipes and the threads that write to them, for the other packages of the program:
 * {@link io.github.nettyaudit.server.io.FileOwner} checks who may read and write a file.
 */
@NullMarked
package io.github.nettyaudit.server.io;

import org.jspecify.annotations.NullMarked;
