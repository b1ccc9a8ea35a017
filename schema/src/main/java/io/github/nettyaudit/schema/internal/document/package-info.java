/** What the documents of several formats have in common. Not exported: for the packages of this module only. */
@NullMarked
package io.github.nettyaudit.schema.internal.document;

import org.jspecify.annotations.NullMarked;
