package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.sink.BrokenPipe;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.format.StreamFormat;
import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.listen.RefusedFileException;
import io.github.nettyaudit.server.listen.SubscriberListener;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.option.OutputOptions;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.sink.StandardOutputSink;
import io.github.nettyaudit.server.sink.SubscriberServer;
import io.github.nettyaudit.server.sink.SubscriberStream;
import io.github.nettyaudit.server.stream.EventOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens, drains and closes the sinks that the options name, and handles the failure of one. */
final class Outputs {
    private static final long DRAIN_LOOK_MILLIS = 10;
    private static final long LEAST_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final OutputOptions options;
    private final WritableByteChannel standardOutput;
    private final OperatorLog notices;
    private final BiConsumer<ExitCode, String> end;
    private final Formats formats;
    private final List<LineSink> sinks = new ArrayList<>();
    private final List<LineSink> recordSinks = new ArrayList<>();
    private final Map<StreamFormat, List<LineSink>> eventSinks = new LinkedHashMap<>();
    private final List<EventOutput> eventOutputs = new ArrayList<>();
    private @Nullable SubscriberListener listener;
    private @Nullable SubscriberServer subscribers;
    private @Nullable EventLoopGroup loop;
    private volatile String source = "none yet";

    /**
     * @param formats what each sink is given
     * @param end     ends the server
     */
    Outputs(OutputOptions options, Formats formats, WritableByteChannel standardOutput, OperatorLog notices,
            BiConsumer<ExitCode, String> end) {
        this.formats = formats;
        this.options = options;
        this.standardOutput = standardOutput;
        this.notices = notices;
        this.end = end;
    }

    /** Opens all sinks. Afterwards the list of {@link #sinks} does not change. */
    void open() throws ServerException, InterruptedException {
        ListenAddress address = options.listen();
        if (address != null) {
            listen(address);
        }
        if (options.stdout()) {
            StreamFormat format = formats.ofStandardOutput();
            LineSink sink = new StandardOutputSink(standardOutput, options.stdoutBuffer(), this::standardOutputBroken,
                    formats.dropReport(format)).start();
            sinks.add(sink);
            if (!format.isOfEvents()) {
                recordSinks.add(sink);
            } else if (format.equals(StreamFormat.TEXT)) {
                eventOutputs.add(output(formats::newTextForStandardOutput, List.of(sink))); // as wide as the terminal
            } else {
                eventSinks.computeIfAbsent(format, key -> new ArrayList<>()).add(sink);
            }
        }
        eventSinks.forEach((format, all) ->
                eventOutputs.add(output(() -> formats.newEncoder(format), all)));
    }

    private EventOutput output(Supplier<EventEncoder> encoders, List<LineSink> readers) {
        return new EventOutput(ByteBufAllocator.DEFAULT, encoders, formats.context(), readers);
    }

    /** Those of the sinks that get a line per record. */
    List<LineSink> recordSinks() {
        return recordSinks;
    }

    /** What writes events for those of the sinks that get them; sinks of one format have one output. */
    List<EventOutput> eventOutputs() {
        return eventOutputs;
    }

    List<LineSink> sinks() {
        return sinks;
    }

    /** Sets the name of the source, which new subscribers receive in their first line. */
    void sourceIs(String name) {
        source = name;
    }

    private void listen(ListenAddress address) throws ServerException, InterruptedException {
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("audit-subscribers", true),
                EpollIoHandler.newFactory());
        SubscriberServer server = subscriberServer(loop.next());
        listener = new SubscriberListener(loop.next(), server::accept, EventLine::refusal,
                sentence -> notices.sayRarely("refused connections", sentence));
        try {
            notices.say("subscribers may connect to " + listen(listener, address));
        } catch (IOException e) {
            throw new ServerException(e instanceof RefusedFileException ? ExitCode.USAGE : ExitCode.INPUT_OUTPUT,
                    "cannot listen at " + address + ": " + e.getMessage(), e);
        }
        subscribers = server;
    }

    /** A subscriber may choose each format; one that nobody has chosen is not written. */
    private SubscriberServer subscriberServer(EventLoop connections) {
        Map<StreamFormat, SubscriberStream> streams = new LinkedHashMap<>();
        for (StreamFormat format : StreamFormat.all()) {
            SubscriberStream stream = new SubscriberStream(format.word(), connections, options.subscriberBuffer(),
                    formats.dropReport(format));
            streams.put(format, stream);
            sinks.add(stream);
            (format.isOfEvents() ? eventSinks.computeIfAbsent(format, key -> new ArrayList<>()) : recordSinks).add(stream);
        }
        return new SubscriberServer(List.copyOf(streams.values()),
                Objects.requireNonNull(streams.get(formats.ofSubscribers()), "all formats are there"),
                options.maxSubscribers(),
                usual -> formats.ofSubscribers().isOfEvents() ? Unpooled.EMPTY_BUFFER : subscribed(usual),
                this::subscribed);
    }

    /** Listens. Returns the address, and who may connect. */
    private String listen(SubscriberListener opened, ListenAddress address) throws IOException, InterruptedException {
        if (address instanceof ListenAddress.Tcp tcp) {
            Path tokenFile = Objects.requireNonNull(options.tokenFile(), "checked with the options");
            return opened.listen(tcp, tokenFile) + " with the token of " + tokenFile;
        }
        return address + " (" + opened.listen((ListenAddress.Unix) address, options.listenUid(), "--listen-uid") + ")";
    }

    private ByteBuf subscribed(SubscriberStream stream) {
        return EventLine.of("subscribed", fields -> fields.text("source", source)
                .text("version", ProgramVersion.number()).text("format", stream.format()));
    }

    /** Called on the thread that writes standard output. */
    private void standardOutputBroken(IOException cause) {
        boolean readerHasEnded = BrokenPipe.isCauseOf(cause);
        boolean othersRead = subscribers != null;
        if (othersRead) {
            notices.warn("standard output is no longer written: "
                    + (readerHasEnded ? "its reader has ended" : cause.getMessage()));
        } else if (readerHasEnded) {
            end.accept(ExitCode.OK, "the end of the reader of standard output");
        } else {
            end.accept(ExitCode.INPUT_OUTPUT, "an error of standard output: " + cause.getMessage());
        }
    }

    /** Waits until nothing is pending in any sink, or until {@code deadline} ({@link System#nanoTime()}). */
    void drain(long deadline) throws InterruptedException {
        while (System.nanoTime() < deadline && sinks.stream().anyMatch(sink -> sink.pendingBytes() > 0)) {
            Thread.sleep(DRAIN_LOOK_MILLIS);
        }
    }

    /** Accepts no more lines and writes what is pending, until {@code deadline} but at least for a short time. */
    void close(long deadline) throws InterruptedException {
        closeListener();
        for (LineSink sink : sinks) {
            long pending = sink.pendingBytes();
            Duration patience = Duration.ofNanos(Math.max(deadline - System.nanoTime(), LEAST_PATIENCE_NANOS));
            if (!sink.close(patience)) {
                notices.warn("up to " + pending + " bytes were not sent, because their readers were too slow");
            }
        }
    }

    private void closeListener() {
        SubscriberListener opened = listener;
        listener = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                notices.warn("the socket file could not be deleted: " + e);
            }
        }
    }

    /** Closes what is still open, and ends the event loop. */
    void shutDown() throws InterruptedException {
        closeListener();
        if (loop != null) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }
}
