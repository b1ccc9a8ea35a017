/**
 * Text from records and other programs, made fit for terminals and logs.
 * {@link io.github.nettyaudit.schema.text.HiddenCharacters} says which characters are never printed as they are;
 * {@link io.github.nettyaudit.server.text.PrintableText} escapes them.
 */
@NullMarked
package io.github.nettyaudit.server.text;

import org.jspecify.annotations.NullMarked;
