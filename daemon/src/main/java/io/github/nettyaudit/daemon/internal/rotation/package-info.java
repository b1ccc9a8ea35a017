/**
 * Files that grow line by line and are replaced by new ones: {@link
 * io.github.nettyaudit.daemon.internal.rotation.RotatedFile} for the file sink and for dead letters. Not exported; may
 * change at any time.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.rotation;

import org.jspecify.annotations.NullMarked;
