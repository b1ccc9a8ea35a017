/**
 * What an event means: who did what to what, and how. The rules are data, in the resource {@code normalization.conf};
 * a file of the same form extends them.
 */
@NullMarked
package io.github.nettyaudit.schema.normalize;

import org.jspecify.annotations.NullMarked;
