/**
 * Events as log records of OpenTelemetry, in the binary form of OTLP. Attributes have the names of the semantic conventions
 * 1.44 where these have one, and names under {@code linux.audit} where they do not.
 */
@NullMarked
package io.github.nettyaudit.schema.otel;

import org.jspecify.annotations.NullMarked;
