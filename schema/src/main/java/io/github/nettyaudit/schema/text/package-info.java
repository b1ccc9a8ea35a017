/** UTF-8 in bytes, and the characters that must not be printed as they are. */
@NullMarked
package io.github.nettyaudit.schema.text;

import org.jspecify.annotations.NullMarked;
