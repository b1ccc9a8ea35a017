package io.github.nettyaudit.server;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.json.JsonLine;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.OutputOptions;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.sink.StandardOutputSink;
import io.github.nettyaudit.server.sink.SubscriberServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The sinks that the options ask for, and what is to happen when one of them breaks. */
final class Outputs {
    private static final long DRAIN_LOOK_MILLIS = 10;
    private static final long LEAST_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final OutputOptions options;
    private final WritableByteChannel standardOutput;
    private final OperatorLog notices;
    private final BiConsumer<ExitCode, String> end;
    private final List<LineSink> sinks = new ArrayList<>();
    private @Nullable SubscriberServer subscribers;
    private @Nullable EventLoopGroup loop;
    private volatile String source = "none yet";

    /** @param end ends the server */
    Outputs(OutputOptions options, WritableByteChannel standardOutput, OperatorLog notices,
            BiConsumer<ExitCode, String> end) {
        this.options = options;
        this.standardOutput = standardOutput;
        this.notices = notices;
        this.end = end;
    }

    /** Opens all; the list of {@link #sinks} stays as it is from then on. */
    void open() throws ServerException, InterruptedException {
        InetSocketAddress address = options.listen();
        if (address != null) {
            listen(address);
        }
        if (options.stdout()) {
            sinks.add(new StandardOutputSink(standardOutput, options.stdoutBuffer(), this::standardOutputBroken)
                    .start());
        }
    }

    List<LineSink> sinks() {
        return sinks;
    }

    /** What subscribers are told about where records come from. */
    void sourceIs(String name) {
        source = name;
    }

    private void listen(InetSocketAddress address) throws ServerException, InterruptedException {
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("audit-subscribers", true),
                EpollIoHandler.newFactory());
        subscribers = new SubscriberServer(loop.next(), options.subscriberBuffer(), options.maxSubscribers(),
                this::greeting);
        try {
            notices.say("subscribers may connect to " + text((InetSocketAddress) subscribers.listen(address)));
        } catch (IOException e) {
            throw new ServerException(ExitCode.OUTPUT_FAILS, "cannot listen at " + text(address) + " (" + e.getMessage()
                    + "): choose another port with --listen, or use --no-listen", e);
        }
        sinks.add(subscribers);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }

    private String greeting() {
        return EventLine.begin(new JsonLine(), "subscribed").text("source", source)
                .text("version", ProgramVersion.number()).end().toString();
    }

    /** On the thread that writes standard output. */
    private void standardOutputBroken(IOException cause) {
        boolean readerHasGone = String.valueOf(cause.getMessage()).contains("Broken pipe");
        boolean othersRead = subscribers != null && (options.listenIsExplicit() || subscribers.subscribers() > 0);
        String reason = readerHasGone ? "the end of standard output's reader"
                : "standard output: " + cause.getMessage();
        if (othersRead) {
            notices.say("nothing goes to standard output any more, because of " + reason);
        } else {
            end.accept(readerHasGone ? ExitCode.OK : ExitCode.OUTPUT_FAILS, reason);
        }
    }

    /** Waits until nothing is pending in any sink, or until {@code deadline} ({@link System#nanoTime()}). */
    void drain(long deadline) throws InterruptedException {
        while (System.nanoTime() < deadline && sinks.stream().anyMatch(sink -> sink.pendingBytes() > 0)) {
            Thread.sleep(DRAIN_LOOK_MILLIS);
        }
    }

    /** Takes no more lines and passes on what is pending, until {@code deadline} but at least briefly. */
    void close(long deadline) throws InterruptedException {
        for (LineSink sink : sinks) {
            long pending = sink.pendingBytes();
            Duration patience = Duration.ofNanos(Math.max(deadline - System.nanoTime(), LEAST_PATIENCE_NANOS));
            if (!sink.close(patience)) {
                notices.say("up to " + pending + " bytes could not be passed on to readers that did not read");
            }
        }
    }

    /** Ends the loop, closing what is still open. */
    void shutDown() throws InterruptedException {
        if (loop != null) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }
}
