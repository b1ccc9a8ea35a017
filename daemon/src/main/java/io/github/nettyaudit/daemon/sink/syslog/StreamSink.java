package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages over one connection, TCP or TLS. A batch is accepted when the kernel of the receiver has acknowledged all
 * of its bytes and the connection is {@link StreamConnection#PROBATION} old. When the connection ends, what was not
 * accepted fails; the next batch opens a new one, on which the {@linkplain RepeatedBytes last accepted messages} come first.
 */
final class StreamSink implements EventSink {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(StreamSink.class);

    private final String name;
    private final ReceiverAddress address;
    private final MessageEncoder encoder;
    private final @Nullable ClientTls tls;
    private final Duration connectTimeout;
    private final SinkLoop loop;

    // confined to the loop
    private final ArrayDeque<SentBatch> waiting = new ArrayDeque<>();
    private final RepeatedBytes repeated;
    private @Nullable StreamConnection connection;
    private boolean mustRepeat;
    private @Nullable CompletableFuture<Void> closing;

    StreamSink(String name, ReceiverAddress address, MessageEncoder encoder, @Nullable ClientTls tls, long repeat,
            Duration connectTimeout) {
        this.name = name;
        this.address = address;
        this.encoder = encoder;
        this.tls = tls;
        this.connectTimeout = connectTimeout;
        repeated = new RepeatedBytes(repeat);
        loop = new SinkLoop(name);
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        SentBatch sent = new SentBatch(encoder.encode(batch));
        if (sent.messages().size() == 0) {
            sent.accept(); // all are refused
            return sent.answer();
        }
        try {
            loop.loop().execute(() -> take(sent));
            sent.answer().whenComplete((result, failure) -> {
                if (sent.answer().isCancelled()) {
                    loop.loop().execute(() -> givenUp(sent));
                }
            });
        } catch (RejectedExecutionException e) {
            sent.answer().completeExceptionally(new IOException("the sink " + name + " is closed", e));
        }
        return sent.answer();
    }

    private void take(SentBatch sent) {
        if (closing != null) {
            sent.fail("the sink is being closed");
            return;
        }
        StreamConnection current = connection;
        if (current != null && current.isOpen()) {
            current.write(sent);
            return;
        }
        waiting.add(sent);
        if (current == null) {
            connect();
        }
    }

    private void connect() {
        StreamConnection next = new StreamConnection(loop.loop(), address, new Events());
        connection = next;
        next.connect(tls, connectTimeout);
    }

    /** The delivery waits no more; what is under way of the batch would come again, and twice on this connection. */
    private void givenUp(SentBatch sent) {
        StreamConnection current = connection;
        if (!waiting.remove(sent) && current != null && current.has(sent)) {
            current.abort("the receiver has not acknowledged in time");
        }
    }

    /** What the connection reports, on the loop. */
    private final class Events implements StreamConnection.Listener {
        @Override
        public void opened(StreamConnection opened) {
            if (mustRepeat && !repeated.isEmpty()) {
                LOG.debug("Sink {} sends the last messages again", name);
                opened.write(repeated.all());
            }
            mustRepeat = false;
            waiting.forEach(opened::write);
            waiting.clear();
        }

        @Override
        public void acknowledged(SentBatch sent) {
            repeated.add(sent.messages());
            sent.accept();
        }

        @Override
        public void ended(Iterable<SentBatch> unacknowledged, boolean wasOpen, String reason) {
            connection = null;
            mustRepeat |= wasOpen;
            unacknowledged.forEach(sent -> sent.fail(reason));
            if (wasOpen && closing == null && !waiting.isEmpty()) {
                connect(); // they came after its end
                return;
            }
            waiting.forEach(sent -> sent.fail(reason));
            waiting.clear();
            if (closing != null) {
                closing.complete(null);
            }
        }
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        try {
            loop.loop().execute(() -> {
                closing = quiet;
                waiting.forEach(sent -> sent.fail("the sink is being closed"));
                waiting.clear();
                if (connection == null) {
                    quiet.complete(null);
                } else {
                    connection.finish();
                }
            });
        } catch (RejectedExecutionException e) {
            quiet.complete(null);
        }
        return loop.endAfter(quiet, timeout);
    }
}
