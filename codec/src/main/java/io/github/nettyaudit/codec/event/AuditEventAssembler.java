package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the {@link AuditRecordMessage}s of a pipeline into events. The handlers after it receive one
 * {@link AuditEvent} for each event, in the order in which the events end, and an {@link AuditLossEvent} at each place
 * where something was lost: missing serials, events or records beyond the bounds, invalid messages, and losses that the
 * transport reports as {@link NetlinkLoss}. Everything else passes unchanged, {@link InvalidAuditMessage}s and user
 * events included, each after the loss event that reports it.
 *
 * <p>The texts of an event that is complete within one batch of datagrams are parts of the receive buffer. When the
 * batch ends ({@code channelReadComplete}), those of open events are copied, so that no receive buffer is kept from
 * being used again. Whoever keeps events for longer does the same with {@link AuditEvent#copy()}.
 *
 * <p>Events that stay open for longer than the timeout are ended by a timer on the handler's executor, which runs only
 * while something is open and moves with the channel when it is registered with another event loop. When the channel
 * closes, or the handler is removed, the open events are delivered in state {@link AuditEventState#UNFINISHED}. Each
 * pipeline needs a handler of its own.
 */
public final class AuditEventAssembler extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditEventAssembler.class);

    private final EventAssembler assembler;
    private final long tickNanos;
    /** Events that ended. They are delivered when the assembler is done, as handlers may remove this one meanwhile. */
    private final ArrayDeque<AuditEvent> ended = new ArrayDeque<>();
    private @Nullable Future<?> timer;
    private @Nullable ChannelFutureListener closeListener;

    /** Creates a handler with {@link EventAssemblerOptions#live()}. */
    public AuditEventAssembler() {
        this(EventAssemblerOptions.live());
    }

    /**
     * Creates a handler.
     *
     * @param options how to assemble; {@link EventAssemblerOptions#timeout()} is kept by a timer
     */
    public AuditEventAssembler(EventAssemblerOptions options) {
        assembler = new EventAssembler(options, ended::add);
        tickNanos = options.timeout().toNanos() / 2;
    }

    /**
     * Returns what the handler has done so far. May be called by any thread.
     *
     * @return the counters, always the same object
     */
    public EventCounters counters() {
        return assembler.counters();
    }

    /**
     * Sets the kernel's counter of lost records, the {@code lost} of its status, which is reported with each
     * {@link AuditLossEvent}. Call it with each answer to a status request, as answers arrive on the control channel
     * and this handler is on the data channel. May be called by any thread, before the handler is added to a pipeline
     * too.
     *
     * @param lost the counter, from {@link io.github.nettyaudit.codec.message.AuditStatus#lost()}
     */
    public void kernelLost(long lost) {
        assembler.kernelLost(lost);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // a channel that is deregistered when it is closed fires no channelInactive
        ChannelFutureListener listener = closed -> execute(context, () -> end(context));
        closeListener = listener;
        context.channel().closeFuture().addListener(listener);
    }

    private static void execute(ChannelHandlerContext context, Runnable task) {
        EventExecutor executor = context.executor();
        if (executor.inEventLoop()) {
            task.run();
            return;
        }
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the executor of {} has ended", context, e);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ChannelFutureListener listener = closeListener;
        if (listener != null) {
            closeListener = null;
            context.channel().closeFuture().removeListener(listener);
        }
        end(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(context);
        context.fireChannelInactive();
    }

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        scheduleIfWaiting(context);
        context.fireChannelRegistered();
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        cancelTimer();
        context.fireChannelUnregistered();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage record && AuditMessageType.isRecord(record.type())) {
            try {
                assembler.add(record);
            } finally {
                deliver(context);
            }
            scheduleIfWaiting(context);
            return;
        }
        if (message instanceof AuditStatusMessage status && status.status().has(AuditStatusField.LOST)) {
            kernelLost(status.status().lost());
        } else if (message instanceof InvalidAuditMessage invalid) {
            invalid(context, invalid.cause());
        } else if (message instanceof InvalidNetlinkMessage invalid) {
            invalid(context, invalid.cause());
        } else if (message instanceof AuditOverrunMessage) {
            loss(context, AuditLossKind.OVERRUN, AuditLossEvent.UNKNOWN, "The kernel sent NLMSG_OVERRUN.");
        }
        context.fireChannelRead(message);
    }

    private void invalid(ChannelHandlerContext context, Throwable cause) {
        loss(context, AuditLossKind.INVALID, 1, "A message is invalid: " + cause.getMessage());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof NetlinkLoss loss) {
            loss(context, kind(loss.kind()), loss.datagrams(), loss.detail());
        }
        context.fireUserEventTriggered(event);
    }

    private void loss(ChannelHandlerContext context, AuditLossKind kind, long count, String detail) {
        assembler.loss(kind, count, detail);
        deliver(context);
    }

    private static AuditLossKind kind(NetlinkLoss.Kind kind) {
        return switch (kind) {
            case OVERRUN -> AuditLossKind.OVERRUN;
            case TRUNCATED -> AuditLossKind.TRUNCATED;
            case UNEXPECTED_SENDER -> AuditLossKind.UNEXPECTED_SENDER;
            case UNDELIVERED -> AuditLossKind.UNDELIVERED;
        };
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        try {
            assembler.batchEnd();
        } finally {
            deliver(context);
        }
        context.fireChannelReadComplete();
    }

    /** Delivers the events that ended, and returns whether there were any. */
    private boolean deliver(ChannelHandlerContext context) {
        AuditEvent event = ended.poll();
        if (event == null) {
            return false;
        }
        do {
            context.fireChannelRead(event);
            event = ended.poll();
        } while (event != null);
        return true;
    }

    private void scheduleIfWaiting(ChannelHandlerContext context) {
        if (timer == null && !context.isRemoved() && assembler.isWaiting()) {
            timer = context.executor().schedule(() -> tick(context), tickNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void tick(ChannelHandlerContext context) {
        timer = null;
        assembler.tick();
        boolean delivered = deliver(context);
        scheduleIfWaiting(context);
        if (delivered) {
            // handlers that collect what they read may flush now
            context.fireChannelReadComplete();
        }
    }

    private void end(ChannelHandlerContext context) {
        cancelTimer();
        assembler.end();
        deliver(context);
    }
}
