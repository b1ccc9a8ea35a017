/**
 * Files that several parts of the module use with the same care: whom a directory may belong to.
 * Not exported; may change at any time.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.file;

import org.jspecify.annotations.NullMarked;
