package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolCompression;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.daemon.spool.SpoolWriter;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the spool costs: captured events are written as entries, in blocks of up to 256 KiB, and read again. Prints for
 * each round and compression the rates, and the CPU time of the whole process per entry: appending alone, with the making
 * of the entry, reading alone, with the making of the event.
 *
 * <p>{@code SpoolRun DIRECTORY [ENTRIES [ROUNDS]]}; each round uses a new directory below that, which stays.
 */
final class SpoolRun {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private SpoolRun() {
    }

    /** Runs the rounds, of which the first warms up. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        List<AuditEvent> events = events();
        List<ByteBuf> made = new ArrayList<>();
        for (AuditEvent event : events) {
            ByteBuf entry = Unpooled.buffer();
            StoredEventCodec.write(event, 0, StoredSections.NONE, entry);
            made.add(entry);
        }
        System.out.printf("%d events, %.0f bytes per entry on average%n", events.size(),
                made.stream().mapToInt(ByteBuf::readableBytes).average().orElse(0));
        for (int round = 0; round < rounds; round++) {
            for (SpoolCompression compression : SpoolCompression.values()) {
                Path spool = directory.resolve(compression + "-" + round);
                try (Spool opened = Spool.open(SpoolOptions.builder(spool).size(8L << 30).compression(compression)
                        .build())) {
                    System.out.printf("%s round %d:", compression, round);
                    append(opened, made, entries);
                    read(opened, false);
                    read(opened, true);
                    encode(opened, events, entries);
                    System.out.println();
                }
            }
        }
    }

    private static List<AuditEvent> events() {
        List<AuditEvent> events = new ArrayList<>();
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), event -> {
            if (event.size() > 0) {
                events.add(event);
            } else {
                event.release();
            }
        });
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        for (int datagram = 0; datagram < captured.size(); datagram++) {
            assembler.add(captured.type(datagram), Unpooled.wrappedBuffer(captured.bytes(datagram))
                    .skipBytes(NetlinkHeaderDescriptor.HEADER_LENGTH));
        }
        assembler.end();
        return events;
    }

    private static void append(Spool spool, List<ByteBuf> made, int entries) {
        SpoolWriter writer = spool.writer();
        double cpu = ProcessorTime.seconds();
        long start = System.nanoTime();
        for (int i = 0; i < entries; i++) {
            require(writer.add(made.get(i % made.size())));
        }
        require(writer.flush());
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(" append %.3f us CPU/entry, %.0f MB/s (%.0f MB on disk);",
                (ProcessorTime.seconds() - cpu) * 1e6 / entries, spool.counters().entryBytes() / 1e6 / seconds,
                spool.counters().blockBytes() / 1e6);
    }

    private static void encode(Spool spool, List<AuditEvent> events, int entries) {
        SpoolWriter writer = spool.writer();
        ByteBuf entry = Unpooled.buffer(1 << 16);
        double cpu = ProcessorTime.seconds();
        for (int i = 0; i < entries; i++) {
            StoredEventCodec.write(events.get(i % events.size()), i, StoredSections.NONE, entry.clear());
            require(writer.add(entry));
        }
        require(writer.flush());
        System.out.printf(" encode + append %.3f us CPU/entry", (ProcessorTime.seconds() - cpu) * 1e6 / entries);
    }

    private static void read(Spool spool, boolean decode) throws IOException, InterruptedException {
        try (SpoolReader reader = spool.openReader(SpoolStart.OLDEST)) {
            double cpu = ProcessorTime.seconds();
            long start = System.nanoTime();
            long bytes = 0;
            long entries = 0;
            while (reader.position() < spool.writtenBefore()) {
                SpoolItem item = reader.read(MINUTE);
                SpoolBatch batch = (SpoolBatch) item;
                while (batch.next()) {
                    bytes += batch.entry().readableBytes();
                    entries++;
                    if (decode) {
                        StoredEventCodec.read(batch.entry()).event().release();
                    }
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(" read%s %.3f us CPU/entry, %.0f MB/s;", decode ? " + decode" : "",
                    (ProcessorTime.seconds() - cpu) * 1e6 / entries, bytes / 1e6 / seconds);
        }
    }

    private static void require(boolean taken) {
        if (!taken) {
            throw new IllegalStateException("the spool is full");
        }
    }
}
