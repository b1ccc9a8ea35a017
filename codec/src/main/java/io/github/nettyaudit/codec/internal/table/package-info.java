/**
 * The data files of the codec ({@code *.tsv}, the source of each named in its first lines) and the tables made from
 * them. Internal: not exported by the module, and may change at any time. What users need is in
 * {@link io.github.nettyaudit.codec.table}.
 */
@NullMarked
package io.github.nettyaudit.codec.internal.table;

import org.jspecify.annotations.NullMarked;
