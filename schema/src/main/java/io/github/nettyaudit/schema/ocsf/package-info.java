/**
 * Events as documents of the Open Cybersecurity Schema Framework (OCSF) 1.8.0.
 *
 * <p>{@link io.github.nettyaudit.schema.ocsf.OcsfEncoder} writes a line per event. Each document is valid by the
 * schema; what the schema has no attribute for is in {@code unmapped}. {@code docs/EVENTS.md} describes the documents.
 */
@NullMarked
package io.github.nettyaudit.schema.ocsf;

import org.jspecify.annotations.NullMarked;
