package io.github.nettyaudit.server.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The events of one connection. */
final class EventStream implements WebStream {
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] PING = ascii(":\n\n");

    private final Channel channel;
    private final WebLimits limits;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long lastTaken = System.nanoTime();
    private @Nullable Runnable again; // confined to the loop

    EventStream(Channel channel, WebLimits limits) {
        this.channel = channel;
        this.limits = limits;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts the comments. On the loop, when the head was written. */
    void start() {
        schedule();
    }

    private void schedule() {
        channel.eventLoop().schedule(this::tick, Math.min(limits.ping().toNanos(), limits.stall().toNanos()),
                TimeUnit.NANOSECONDS);
    }

    private void tick() {
        if (closed.isDone()) {
            return;
        }
        if (underWay.get() > 0 && System.nanoTime() - lastTaken > limits.stall().toNanos()) {
            channel.close(); // it takes nothing
            return;
        }
        if (isWritable()) {
            write(Unpooled.wrappedBuffer(PING));
        }
        schedule();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable() && !closed.isDone();
    }

    @Override
    public boolean send(String event, byte[] data) {
        if (event.isEmpty() || !event.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("event: '" + event + "' (expected: a word)");
        }
        if (!isWritable()) {
            return false;
        }
        write(message(event, data));
        return true;
    }

    private static ByteBuf message(String event, byte[] data) {
        ByteBuf message = Unpooled.buffer(EVENT.length + event.length() + DATA.length + data.length + END.length);
        message.writeBytes(EVENT).writeCharSequence(event, StandardCharsets.UTF_8);
        message.writeBytes(DATA);
        for (byte each : data) {
            if (each == '\n') {
                message.writeBytes(DATA);
            } else if (each != '\r') { // would end the line, too
                message.writeByte(each);
            }
        }
        return message.writeBytes(END);
    }

    private void write(ByteBuf message) {
        if (underWay.getAndIncrement() == 0) {
            lastTaken = System.nanoTime();
        }
        channel.writeAndFlush(new DefaultHttpContent(message)).addListener(written -> {
            underWay.decrementAndGet();
            lastTaken = System.nanoTime();
        });
    }

    @Override
    public void whenWritable(Runnable next) {
        onLoop(() -> {
            again = next;
            writabilityChanged();
        });
    }

    /** Does nothing if the loop has ended, and with it the stream. */
    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // the server was closed
        }
    }

    /** On the loop. */
    void writabilityChanged() {
        Runnable next = again;
        if (next != null && isWritable()) {
            again = null;
            next.run();
        }
    }

    @Override
    public void close() {
        onLoop(() -> {
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), limits.stall().toNanos(), TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    /** The connection has ended. */
    void ended() {
        closed.complete(null);
    }
}
