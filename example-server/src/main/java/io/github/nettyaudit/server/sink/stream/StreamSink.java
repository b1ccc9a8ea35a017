package io.github.nettyaudit.server.sink.stream;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.format.StreamFormat;
import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.listen.SubscriberListener;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.SubscriberServer;
import io.github.nettyaudit.server.sink.SubscriberStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives each subscriber the events from its connection on. Every batch is accepted at once: what subscribers do delays
 * nothing. Documents are those of {@link WantedFormats}.
 */
public final class StreamSink implements EventSink {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(StreamSink.class);
    private static final SinkResult ACCEPTED = SinkResult.accepted();

    private final String name;
    private final SinkSettings settings;
    private final @Nullable ServerTls tls;
    private final List<SubscriberStream> streams = new ArrayList<>();
    private @Nullable MultiThreadIoEventLoopGroup group;
    private @Nullable SubscriberListener listener;

    StreamSink(String name, SinkSettings settings, @Nullable ServerTls tls) {
        this.name = name;
        this.settings = settings;
        this.tls = tls;
    }

    /**
     * Listens. Called once, before the first batch.
     *
     * @param usual    the format of subscribers that choose none
     * @param encoders makes an encoder of a format
     * @param context  the host of the reports of what a subscriber missed
     * @return the encoder of the documents that this sink takes
     * @throws IOException          if it cannot listen; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public EventEncoder start(StreamFormat usual, Function<StreamFormat, EventEncoder> encoders, EventContext context)
            throws IOException, InterruptedException {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1,
                new DefaultThreadFactory("audit-sink-" + name, true), EpollIoHandler.newFactory());
        group = loops;
        List<EventEncoder> ofDelivery = new ArrayList<>();
        SubscriberStream ofUsual = null;
        for (StreamFormat format : StreamFormat.all()) {
            if (format.isOfEvents()) {
                SubscriberStream stream = new SubscriberStream(format.word(), loops.next(),
                        settings.get(StreamSettings.BUFFER).intValue(),
                        new MissedEvents(encoders.apply(format), context));
                streams.add(stream);
                ofDelivery.add(encoders.apply(format));
                ofUsual = format.equals(usual) ? stream : ofUsual;
            }
        }
        if (ofUsual == null) {
            throw new IOException("subscribers have no format " + usual.word());
        }
        SubscriberServer server = new SubscriberServer(streams, ofUsual, settings.get(StreamSettings.MOST),
                chosen -> Unpooled.EMPTY_BUFFER, this::subscribed);
        listener = new SubscriberListener(loops.next(), server::accept, EventLine::refusal,
                sentence -> LOG.warn("Sink {}: {}", name, sentence));
        listen(listener);
        return new WantedFormats(ofDelivery, format -> streams.get(format).wantsLines());
    }

    private void listen(SubscriberListener opened) throws IOException, InterruptedException {
        ListenAddress address = settings.get(StreamSettings.LISTEN);
        try {
            if (address instanceof ListenAddress.Tcp tcp) {
                opened.listen(tcp, settings.find(StreamSettings.TOKEN_FILE), StreamSettings.TOKEN_FILE.name(), tls);
            } else {
                Integer user = settings.find(StreamSettings.USER);
                opened.listen((ListenAddress.Unix) address, user == null ? null : user.longValue(),
                        StreamSettings.USER.name());
            }
        } catch (IOException e) {
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
    }

    /** The address at which it listens; {@code null} for a Unix socket. */
    @Nullable InetSocketAddress address() {
        SubscriberListener opened = listener;
        return opened == null ? null : opened.address();
    }

    private ByteBuf subscribed(SubscriberStream chosen) {
        return EventLine.of("subscribed", fields -> fields.text("sink", name).text("format", chosen.format()));
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        ByteBuf[] lines = new ByteBuf[streams.size()];
        int[] events = new int[streams.size()];
        for (int document = 0; document < batch.size(); document++) {
            WantedFormats.read(batch.document(document), (bytes, format) -> {
                if (lines[format] == null) {
                    lines[format] = Unpooled.buffer(batch.bytes());
                }
                lines[format].writeBytes(bytes);
                events[format]++;
            });
        }
        for (int format = 0; format < lines.length; format++) {
            if (lines[format] != null) {
                streams.get(format).offer(new LineBatch(lines[format], events[format], 0));
                lines[format].release();
            }
        }
        return CompletableFuture.completedFuture(ACCEPTED);
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end(timeout);
                closed.complete(null);
            } catch (Throwable e) {
                closed.completeExceptionally(e);
            }
        }, "audit-sink-" + name + "-close");
        thread.setDaemon(true);
        thread.start();
        return closed;
    }

    private void end(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        MultiThreadIoEventLoopGroup loops = group;
        SubscriberListener opened = listener;
        if (loops == null) {
            return;
        }
        try {
            if (opened != null) {
                opened.close();
            }
            for (SubscriberStream stream : streams) {
                stream.close(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }
}
