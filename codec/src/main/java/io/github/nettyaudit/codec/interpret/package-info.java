/**
 * What the fields of records mean, as text: {@code auid=4294967295} is {@code unset}, {@code a1=241} of an
 * {@code open} is {@code O_WRONLY|O_CREAT|O_TRUNC}.
 *
 * <p>{@link io.github.nettyaudit.codec.interpret.AuditInterpreter} is the way in. It asks
 * {@link io.github.nettyaudit.codec.interpret.FieldKinds} of which kind a field is, and one small class per family of
 * kinds writes the text into a {@link io.github.nettyaudit.codec.interpret.TextBuffer}: no strings, no exceptions, no
 * allocation. A value that is not what its kind says stays as it is. The texts are auparse's, but for what
 * {@code docs/CONFORMANCE.md} lists. Numbers and names come from the room {@code codec.table}.
 */
@NullMarked
package io.github.nettyaudit.codec.interpret;

import org.jspecify.annotations.NullMarked;
