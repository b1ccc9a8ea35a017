/**
 * Events as documents of the Elastic Common Schema 9.4, with the fields that users of auditbeat know under
 * {@code auditd}.
 */
@NullMarked
package io.github.nettyaudit.schema.ecs;

import org.jspecify.annotations.NullMarked;
