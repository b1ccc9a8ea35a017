package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the {@link AuditRecordMessage}s of a pipeline together: the handlers behind it get {@link AuditEvent}s, and
 * {@link AuditSerialGap}s where events are missing. Everything else passes on; of an {@link AuditStatusMessage} the
 * kernel's {@code lost} is noted, to stand in the gaps.
 *
 * <p>What is open longer than the timeout is given up by a timer on the channel's event loop, which runs only while
 * something is open. When the channel closes, or the handler is removed, what is open is given on as
 * {@link AuditEventState#UNFINISHED}. Each pipeline needs a handler of its own.
 */
public final class AuditEventAssembler extends ChannelInboundHandlerAdapter {
    private final EventAssemblerOptions options;
    private @Nullable EventAssembler assembler;
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

            @Override
            public void serialsMissing(AuditSerialGap gap) {
                context.fireChannelRead(gap);
            }
        });
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
            assembler().kernelLost(status.status().lost());
        }
        context.fireChannelRead(message);
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
