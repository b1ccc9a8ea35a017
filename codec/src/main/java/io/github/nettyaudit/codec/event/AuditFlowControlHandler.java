package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds events while the handlers after it cannot take any, up to a bound in bytes. Place it after the
 * {@link AuditEventAssembler} and before the slow handler. The events pass while {@link #resume() resumed}, which is
 * the initial state, and while the channel given to {@link #follow(Channel)}, if any, is writable:
 * <pre>{@code
 * auditChannel.pipeline().addLast(
 *         new AuditEventAssembler(),
 *         new AuditFlowControlHandler(16 << 20, AuditFlowPolicy.DROP).follow(logServer),
 *         new ForwardEvents(logServer)); // writes each event to the channel logServer
 * }</pre>
 *
 * <p>Events that are held are {@linkplain AuditEvent#copy() copied}, so that they keep no receive buffer, and are
 * delivered in order. The bound is on the {@link AuditEvent#memory()} of these copies; the {@link AuditFlowPolicy} says
 * what happens when it is reached. {@link AuditLossEvent}s are not dropped: while other events are dropped, the loss
 * events of one kind are joined into one, with the sum of their counts and without serials. It follows the one that
 * reports the dropped events. An event that cannot be copied for lack of memory is dropped with either policy.
 *
 * <p>Messages other than events, and user events, pass at once, also while events are held.
 *
 * <p>When the channel closes, or the handler is removed, the events that are held are released, and loss events that
 * report them are delivered, also while paused. Events that arrive after that pass at once.
 *
 * <p>Runs on the executor of its context; {@link #pause()}, {@link #resume()}, {@link #follow(Channel)} and the
 * counters may be used by any thread. The receiver releases each event. Each pipeline needs a handler of its own.
 */
public final class AuditFlowControlHandler extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditFlowControlHandler.class);

    private final long maxBytes;
    private final AuditFlowPolicy policy;
    private final HeldEvents held = new HeldEvents();
    private final AtomicLong readPauses = new AtomicLong();
    private volatile boolean paused;
    private volatile @Nullable Channel downstream;
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable ChannelFutureListener closeListener;
    private boolean delivering;
    /** Whether this handler has set autoRead to false. */
    private boolean readingStopped;
    private boolean ended;

    /**
     * Creates a handler, which lets events pass until it is paused.
     *
     * @param maxBytes the bound on the memory of the events that are held, in bytes; at least 1
     * @param policy   what happens when the bound is reached
     * @throws IllegalArgumentException if {@code maxBytes} is less than 1
     */
    public AuditFlowControlHandler(long maxBytes, AuditFlowPolicy policy) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 1)");
        }
        this.maxBytes = maxBytes;
        this.policy = requireNonNull(policy, "policy");
    }

    /**
     * Lets events pass only while another channel is {@linkplain Channel#isWritable() writable}. It replaces the
     * channel that was followed before, for example one whose connection ended. A closed channel is not writable: the
     * events are held until another one is followed. May be called by any thread, before the handler is added to a
     * pipeline too.
     *
     * @param channel the channel to which the events are written; a handler that watches its writability is added at
     *                the head of its pipeline
     * @return this
     */
    public AuditFlowControlHandler follow(Channel channel) {
        downstream = requireNonNull(channel, "channel");
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext watched) {
                deliverSoon();
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext watched) {
                deliverSoon();
                watched.fireChannelWritabilityChanged();
            }
        });
        return this;
    }

    /**
     * Holds events from now on. When called on the handler's executor, for example by the slow handler, no further
     * event is delivered; otherwise the delivery that is under way may deliver one more. Calls are not counted: one
     * {@link #resume()} ends them all. May be called by any thread, before the handler is added to a pipeline too.
     */
    public void pause() {
        paused = true;
    }

    /**
     * Delivers the events that are held, and lets events pass from now on. Has no effect on a channel that is
     * {@linkplain #follow(Channel) followed}: while it is not writable, events are held. May be called by any thread,
     * before the handler is added to a pipeline too.
     */
    public void resume() {
        paused = false;
        deliverSoon();
    }

    /**
     * Returns the memory of the events that are held. May be called by any thread.
     *
     * @return bytes; more than the bound only with {@link AuditFlowPolicy#PAUSE}, or by a few hundred bytes of loss
     *         events
     */
    public long heldBytes() {
        return held.bytes();
    }

    /**
     * Returns how many events were dropped, those included that were released when the channel closed or the handler
     * was removed. {@link AuditLossEvent}s are not counted. May be called by any thread.
     *
     * @return the number of events since the handler was created
     */
    public long droppedEvents() {
        return held.droppedEvents();
    }

    /**
     * Returns how many records the dropped events had. May be called by any thread.
     *
     * @return the number of records since the handler was created
     */
    public long droppedRecords() {
        return held.droppedRecords();
    }

    /**
     * Returns how often the handler has stopped the channel from reading. May be called by any thread.
     *
     * @return the number of times since the handler was created; 0 with {@link AuditFlowPolicy#DROP}
     */
    public long readPauses() {
        return readPauses.get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        // a channel that is deregistered when it is closed fires no channelInactive
        ChannelFutureListener listener = closed -> execute(added, () -> closed(added));
        closeListener = listener;
        added.channel().closeFuture().addListener(listener);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        context = null;
        ChannelFutureListener listener = closeListener;
        if (listener != null) {
            closeListener = null;
            removed.channel().closeFuture().removeListener(listener);
        }
        ended = true;
        discard(removed, "The flow control handler was removed from the pipeline.");
        startReading(removed);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        closed(inactive);
        inactive.fireChannelInactive();
    }

    private void closed(ChannelHandlerContext closed) {
        ended = true;
        discard(closed, "The channel was closed before a slow handler took them.");
    }

    private void discard(ChannelHandlerContext target, String reason) {
        // collected first, as handlers may remove this one while they receive the first
        List<AuditEvent> losses = new ArrayList<>();
        held.discard(reason, losses::add);
        losses.forEach(target::fireChannelRead);
        if (!losses.isEmpty()) {
            target.fireChannelReadComplete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (message instanceof AuditEvent event && !ended && (delivering || !held.isEmpty() || !mayPass())) {
            hold(reading, event);
        } else {
            reading.fireChannelRead(message);
        }
    }

    private boolean mayPass() {
        Channel followed = downstream;
        return !paused && (followed == null || followed.isWritable());
    }

    private void hold(ChannelHandlerContext reading, AuditEvent event) {
        try {
            if (policy == AuditFlowPolicy.PAUSE || held.fits(event, maxBytes, maxBytes / 2)) {
                held.append(event);
            } else {
                held.drop(event);
            }
        } catch (OutOfMemoryError e) {
            held.drop(event);
            LOGGER.debug("an event of {} bytes could not be copied", event.openBytes(), e);
        } finally {
            event.release();
        }
        ChannelConfig config = reading.channel().config();
        if (policy == AuditFlowPolicy.PAUSE && held.bytes() >= maxBytes && config.isAutoRead()) {
            readingStopped = true;
            readPauses.incrementAndGet();
            config.setAutoRead(false);
        }
    }

    private void deliverSoon() {
        ChannelHandlerContext current = context;
        if (current != null) {
            execute(current, () -> deliver(current));
        }
    }

    private void deliver(ChannelHandlerContext target) {
        if (delivering) {
            // a handler resumed while it receives an event: the loop below goes on
            return;
        }
        delivering = true;
        boolean delivered = false;
        try {
            while (mayPass()) {
                AuditEvent event = held.poll();
                if (event == null) {
                    break;
                }
                delivered = true;
                target.fireChannelRead(event);
            }
        } finally {
            delivering = false;
        }
        if (delivered) {
            target.fireChannelReadComplete();
        }
        if (held.bytes() <= maxBytes / 2) {
            startReading(target);
        }
    }

    private void startReading(ChannelHandlerContext target) {
        if (readingStopped) {
            readingStopped = false;
            if (target.channel().isOpen()) {
                target.channel().config().setAutoRead(true);
            }
        }
    }

    private static void execute(ChannelHandlerContext target, Runnable task) {
        EventExecutor executor = target.executor();
        if (executor.inEventLoop()) {
            task.run();
            return;
        }
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the executor of {} has ended", target, e);
        }
    }
}
