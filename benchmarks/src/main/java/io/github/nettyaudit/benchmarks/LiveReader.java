package io.github.nettyaudit.benchmarks;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Our side of the live benchmark: one long-lived JVM that {@code live.sh} drives through stdin, a line at a time, each
 * answered by one line on stdout. {@code src/main/c/reader.c} speaks the same.
 * <pre>
 *   open [multicast] [stamps] [events]   becomes the daemon, or joins the multicast group        → READY
 *   begin                       counters and CPU time start at nothing                           → BEGUN
 *   end EXPECTED                waits for the count, or until nothing came for 1.5 s             → one JSON object
 *   close                       stops being the daemon                                           → CLOSED
 *   quit, or end of file        closes what is open, exits
 * </pre>
 */
final class LiveReader implements AutoCloseable {
    private static final int QUIET_MILLIS = 1_500;
    private static final int POLL_MILLIS = 50;

    private final MultiThreadIoEventLoopGroup data = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final MultiThreadIoEventLoopGroup control = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final StampedAges ages = new StampedAges();
    private @Nullable LiveChannel open;
    private double processorSeconds;
    private long drops;

    private LiveReader() {
    }

    /** Obeys stdin until it ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LiveReader reader = new LiveReader();
        // should live.sh be gone: a daemon that nobody drives would hold the place
        Runtime.getRuntime().addShutdownHook(new Thread(reader::close));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("HELLO");
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println(reader.obey(line));
        }
        System.exit(0);
    }

    private String obey(String line) throws InterruptedException {
        String[] words = line.trim().split(" ");
        return switch (words[0]) {
            case "open" -> open(line.contains("multicast"), line.contains("stamps"),
                    line.contains("events"));
            case "begin" -> begin(channel());
            case "end" -> end(channel(), Long.parseLong(words[1]));
            case "close" -> closeChannel();
            default -> "what is '" + line + "'?";
        };
    }

    private synchronized String open(boolean multicast, boolean stamps, boolean events) throws InterruptedException {
        open = new LiveChannel(data, control, multicast, events, stamps ? ages : null);
        ages.clear();
        return "READY";
    }

    private LiveChannel channel() {
        LiveChannel channel = open;
        if (channel == null) {
            throw new IllegalStateException("no channel is open");
        }
        return channel;
    }

    private String begin(LiveChannel channel) throws InterruptedException {
        channel.reset();
        drops = channel.channel().counters().socketDrops();
        processorSeconds = ProcessorTime.seconds();
        return "BEGUN";
    }

    private String end(LiveChannel channel, long expected) throws InterruptedException {
        CountingHandler.Counts counts = channel.counts();
        long before = -1;
        int quietMillis = 0;
        while (counts.records() < expected && quietMillis < QUIET_MILLIS) {
            quietMillis = counts.records() == before ? quietMillis + POLL_MILLIS : 0;
            before = counts.records();
            Thread.sleep(POLL_MILLIS);
            counts = channel.counts();
        }
        double used = ProcessorTime.seconds() - processorSeconds;
        return String.format(Locale.ROOT, "{\"records\":%d,\"other\":%d,\"bytes\":%d,\"first_ns\":%d,\"last_ns\":%d,"
                + "\"seconds\":%.6f,\"records_per_s\":%.0f,\"cpu_s\":%.6f,\"wake_ups\":%d,\"batches\":%d,\"drops\":%d,"
                + "\"samples\":%d,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}",
                counts.records(), counts.other(), counts.bytes(), counts.firstNanos(), counts.lastNanos(),
                counts.seconds(), counts.recordsPerSecond(), used, channel.channel().counters().wakeUps(),
                channel.channel().counters().batches(), channel.channel().counters().socketDrops() - drops,
                ages.size(), ages.micros(0.5), ages.micros(0.99), ages.micros(1));
    }

    private synchronized String closeChannel() throws InterruptedException {
        LiveChannel channel = open;
        if (channel != null) {
            open = null;
            channel.close();
        }
        return "CLOSED";
    }

    @Override
    public void close() {
        try {
            closeChannel();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
