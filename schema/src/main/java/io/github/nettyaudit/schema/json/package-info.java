/** The one JSON writer of the project, and the escape for bytes that are not UTF-8. */
@NullMarked
package io.github.nettyaudit.schema.json;

import org.jspecify.annotations.NullMarked;
