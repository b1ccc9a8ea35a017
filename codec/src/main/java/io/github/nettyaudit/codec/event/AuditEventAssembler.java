package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the {@link AuditRecordMessage}s of a pipeline into events. The handlers after it receive one
 * {@link AuditEvent} per event, in the order in which the events end, and an {@link AuditLossEvent} at each place
 * where something was lost: missing serials, events or records beyond the bounds, invalid messages, and what the
 * transport reports as {@link NetlinkLoss}. Everything else passes unchanged, {@link InvalidAuditMessage}s and user
 * events included, each after the loss event that reports it.
 *
 * <p>What is open longer than the timeout is given up by a timer on the channel's event loop, which runs only while
 * something is open. When the channel closes, or the handler is removed, what is open is given on as
 * {@link AuditEventState#UNFINISHED}. Each pipeline needs a handler of its own.
 */
public final class AuditEventAssembler extends ChannelInboundHandlerAdapter {
    private final EventAssemblerOptions options;
    private volatile @Nullable EventAssembler assembler;
    private volatile long kernelLost = AuditLossEvent.UNKNOWN;
    private @Nullable Future<?> timer;

    /** With {@link EventAssemblerOptions#live()}. */
    public AuditEventAssembler() {
        this(EventAssemblerOptions.live());
    }

    /** With the given bounds and timeout. */
    public AuditEventAssembler(EventAssemblerOptions options) {
        this.options = options;
    }

    /** What it has done so far; all zeros before the handler was added to a pipeline. */
    public EventCounters counters() {
        EventAssembler active = assembler;
        return active == null ? new EventCounters() : active.counters();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        assembler = new EventAssembler(options, new AuditEventSink() {
            @Override
            public void eventEnded(AuditEvent event) {
                context.fireChannelRead(event);
            }
        });
        assembler.kernelLost(kernelLost);
    }

    private EventAssembler assembler() {
        EventAssembler active = assembler;
        if (active == null) {
            throw new IllegalStateException("the handler is in no pipeline");
        }
        return active;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage record && AuditMessageType.isRecord(record.type())) {
            assembler().add(record);
            if (timer == null) {
                schedule(context);
            }
            return;
        }
        if (message instanceof AuditStatusMessage status && status.status().has(AuditStatusField.LOST)) {
            kernelLost(status.status().lost());
        } else if (message instanceof InvalidAuditMessage invalid) {
            assembler().loss(AuditLossKind.INVALID, 1, "A message is invalid: " + invalid.cause().getMessage());
        } else if (message instanceof InvalidNetlinkMessage invalid) {
            assembler().loss(AuditLossKind.INVALID, 1, "A message is invalid: " + invalid.cause().getMessage());
        } else if (message instanceof AuditOverrunMessage) {
            assembler().loss(AuditLossKind.OVERRUN, AuditLossEvent.UNKNOWN, "The kernel sent NLMSG_OVERRUN.");
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof NetlinkLoss loss) {
            assembler().loss(kind(loss.kind()), loss.datagrams(), loss.detail());
        }
        context.fireUserEventTriggered(event);
    }

    private static AuditLossKind kind(NetlinkLoss.Kind kind) {
        return switch (kind) {
            case OVERRUN -> AuditLossKind.OVERRUN;
            case TRUNCATED -> AuditLossKind.TRUNCATED;
            case UNEXPECTED_SENDER -> AuditLossKind.UNEXPECTED_SENDER;
            case UNDELIVERED -> AuditLossKind.UNDELIVERED;
        };
    }

    /**
     * Sets the kernel's counter of lost records, the {@code lost} of its status, which is reported with each
     * {@link AuditLossEvent}. Call it with each answer to a status request, as answers arrive on the control channel
     * and this handler stands on the data channel. May be called by any thread, before the handler is added to a
     * pipeline too.
     *
     * @param lost the counter, from {@link io.github.nettyaudit.codec.message.AuditStatus#lost()}
     */
    public void kernelLost(long lost) {
        kernelLost = lost;
        EventAssembler active = assembler;
        if (active != null) {
            active.kernelLost(lost);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        assembler().batchEnd();
        context.fireChannelReadComplete();
    }

    private void schedule(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> tick(context), options.timeoutSeconds() * 500L,
                TimeUnit.MILLISECONDS);
    }

    private void tick(ChannelHandlerContext context) {
        timer = null;
        assembler().tick();
        if (assembler().isWaiting()) {
            schedule(context);
        }
        // what was given up was read, and somebody behind may flush on this
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    private void end() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
        assembler().end();
    }
}
