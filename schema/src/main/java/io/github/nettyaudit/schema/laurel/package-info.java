/**
 * Events in the shape of <a href="https://github.com/threathunters-io/laurel">laurel</a>'s JSON, for those who have
 * parsers for it. It follows laurel's documentation; no code and no data of laurel is in it.
 */
@NullMarked
package io.github.nettyaudit.schema.laurel;

import org.jspecify.annotations.NullMarked;
