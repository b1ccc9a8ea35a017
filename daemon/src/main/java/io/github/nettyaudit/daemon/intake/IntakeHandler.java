package io.github.nettyaudit.daemon.intake;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.RejectedExecutionException;

/**
 * The last handler of the data channel's pipeline: copies each record into an {@link IntakeRing} and releases it. What
 * the channel reports as lost, messages that could not be decoded, and a rise of the kernel's counter of lost records
 * become entries too, in their place, so that each will be an {@link AuditLossEvent} in the stream of events. User
 * events pass on, after their entry; other messages are released.
 *
 * <p>If the ring is full, {@link IntakeFullPolicy} decides. With {@link IntakeFullPolicy#WAIT} the handler stops the
 * channel
 * from reading, holds what the channel has read before it stopped, and lets it read again when a quarter of the ring is
 * free.
 *
 * <p>One handler at a time uses a ring; each channel needs a handler of its own.
 */
public final class IntakeHandler extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(IntakeHandler.class);

    private final IntakeRing ring;
    private final RingSource source;
    private final boolean waits;
    /** When the records that are being read arrived; 0 if the clock was not read since the last of them. */
    private long now;
    private long kernelLost = -1;
    private boolean entered;
    private boolean readingStopped;

    /**
     * Creates a handler.
     *
     * @param ring takes the records
     */
    public IntakeHandler(IntakeRing ring) {
        this.ring = requireNonNull(ring, "ring");
        source = new RingSource(ring);
        waits = ring.options().whenFull() == IntakeFullPolicy.WAIT;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the ring has another source
     */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ring.enter();
        entered = true;
        ring.onSpace(() -> {
            try {
                context.executor().execute(() -> settle(context));
            } catch (RejectedExecutionException e) {
                LOGGER.debug("the executor of {} has ended", context, e);
            }
        });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
        startReading(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    private void end() {
        if (entered) {
            entered = false;
            source.end(System.currentTimeMillis());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof AuditRecordMessage record) {
                source.add(EntryDescriptor.RECORD, record.type(), now(), record.content());
                if (waits && source.isHolding()) {
                    stopReading(context);
                }
            } else if (message instanceof InvalidAuditMessage invalid) {
                source.loss(now(), AuditLossKind.INVALID, 1, "A message is invalid: " + invalid.cause().getMessage());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private long now() {
        if (now == 0) {
            now = System.currentTimeMillis();
        }
        return now;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        settle(context);
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof NetlinkLoss loss) {
            source.loss(now(), AuditLossKind.valueOf(loss.kind().name()), loss.datagrams(), loss.detail());
        } else if (event instanceof AuditStatusEvent status) {
            kernelLost(status.status().lost());
        } else if (event instanceof AuditDaemonEvent change && change.kind() == AuditDaemonEvent.Kind.DROPPED) {
            source.loss(now(), AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN, "The kernel no longer sent its records "
                    + "to this process; the audit daemon was process " + change.pid() + '.');
        }
        settle(context);
        context.fireUserEventTriggered(event);
    }

    private void kernelLost(long lost) {
        long before = kernelLost;
        kernelLost = lost;
        if (lost != before) {
            source.kernelLost(now(), lost);
        }
        if (before >= 0 && lost > before) { // a smaller one: another program has reset it
            source.loss(now(), AuditLossKind.DROPPED, lost - before, "The kernel could not queue these records.");
        }
    }

    /** Adds what is left, wakes the reader, and reads again if there is space. */
    private void settle(ChannelHandlerContext context) {
        if (!entered) {
            return;
        }
        while (!source.flush(now())) {
            if (ring.isClosed() || ring.wantSpace()) { // the ring calls when there is space
                now = 0;
                return;
            }
        }
        now = 0;
        startReading(context);
    }

    private void stopReading(ChannelHandlerContext context) {
        if (!readingStopped && context.channel().config().isAutoRead()) {
            readingStopped = true;
            ring.counters().addWait();
            context.channel().config().setAutoRead(false);
        }
    }

    private void startReading(ChannelHandlerContext context) {
        if (readingStopped) {
            readingStopped = false;
            if (context.channel().isOpen()) {
                context.channel().config().setAutoRead(true);
            }
        }
    }
}
