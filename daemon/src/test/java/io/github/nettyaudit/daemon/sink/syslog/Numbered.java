package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.daemon.delivery.Delivery;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EntryDecoder;
import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Events that are numbered from 1 on, and their ids. */
final class Numbered {
    private static final long SECONDS = 1_795_333_217L;
    private static final int USER_AUTH = 1100;
    private static final EventContext HOST = EventContext.ofHost("web1");

    private Numbered() {
    }

    static EventSink sink(Map<String, ?> settings) throws IOException {
        return new SyslogSinkFactory().create("test", SinkSettings.of(SyslogSettings.ALL, new HashMap<>(settings)));
    }

    static MemoryEventLog log() {
        return new MemoryEventLog(1 << 24, WhenFull.STOP);
    }

    /** Appends events whose numbers go on from those of the log. */
    static void append(MemoryEventLog log, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int serial = (int) log.endSequence();
            AuditEvent event = new AuditEventBuilder(SECONDS, serial % 1000, serial).addRecord(USER_AUTH,
                    Unpooled.copiedBuffer("audit(" + SECONDS + ".000:" + serial + "): pid=" + serial + " res=success",
                            StandardCharsets.US_ASCII)).build();
            ByteBuf entry = Unpooled.buffer();
            new RawEventEncoder().encode(event, EventContext.NONE, entry);
            event.release();
            log.append(entry, SECONDS * 1000);
        }
    }

    static Delivery deliver(MemoryEventLog log, EventSink sink) throws IOException {
        RawEventReader reader = new RawEventReader();
        EntryDecoder decoder = new EntryDecoder() {
            @Override
            public AuditEvent decode(ByteBuf entry) throws IOException {
                return reader.read(entry);
            }

            @Override
            public EventContext context() {
                return HOST;
            }
        };
        return Delivery.builder("test", sink, decoder, new RawEventEncoder()).lossContext(HOST)
                .options(DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMillis(1))
                        .withRetries(Duration.ofMillis(10), Duration.ofMillis(100))).start(log);
    }

    /** The ids of the events from one on. */
    static List<String> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(serial -> origin(serial).documentId()).toList();
    }

    static DocumentOrigin origin(long serial) {
        return new DocumentOrigin(serial, "web1", SECONDS, (int) (serial % 1000), serial, true);
    }

    static SinkBatch batch(long first, String... lines) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (String line : lines) {
            builder.buffer().writeCharSequence(line + '\n', StandardCharsets.UTF_8);
            builder.add(origin(first + builder.size()));
        }
        return builder.build();
    }

    /** Sends a batch, which is released when it is answered. */
    static CompletableFuture<SinkResult> send(EventSink sink, SinkBatch batch) {
        CompletableFuture<SinkResult> answer = sink.send(batch).toCompletableFuture();
        answer.whenComplete((result, failure) -> batch.release());
        return answer;
    }
}
