/**
 * The sink {@code otlp}: events as log records of OpenTelemetry, over HTTP or gRPC.
 *
 * <p>{@link io.github.nettyaudit.server.sink.otlp.OtlpSinkFactory} makes an
 * {@link io.github.nettyaudit.server.sink.otlp.OtlpSink} of
 * {@linkplain io.github.nettyaudit.server.sink.otlp.OtlpSettings settings}. What a receiver answers is read by
 * {@link io.github.nettyaudit.server.sink.otlp.HttpExport} or
 * {@link io.github.nettyaudit.server.sink.otlp.GrpcExport}; the messages are written by
 * {@link io.github.nettyaudit.schema.otel.OtelLogsRequest}.
 */
@NullMarked
package io.github.nettyaudit.server.sink.otlp;

import org.jspecify.annotations.NullMarked;
