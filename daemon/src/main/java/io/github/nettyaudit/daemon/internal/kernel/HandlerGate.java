package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Stands after the protocol's handlers and adds the user's handlers once the kernel sends records to this channel. So an
 * attempt to become the daemon that fails leaves the user's handlers untouched, and the next attempt can use them. The
 * acknowledgement of a registration comes before the first record, so nothing passes the gate too early.
 *
 * <p>Also counts what arrives: records, each when it is received, for {@code CongestionGuard}, and what the metrics
 * report. One instance per channel.
 */
public final class HandlerGate extends ChannelInboundHandlerAdapter {
    private final boolean waitsForRegistration;
    private final ChannelHandler[] handlers;
    private final Promise<Void> opened;
    private @Nullable ChannelHandlerContext context;
    private boolean added;
    private boolean active;
    private volatile boolean registered;
    private final DataCounters counters = new DataCounters();

    /**
     * @param waitsForRegistration whether to add the handlers at the registration rather than at once
     * @param opened               completed when the handlers are in the pipeline and have received channelActive, so
     *                             that who opened a daemon finds its handlers ready; fails if they cannot be added
     */
    HandlerGate(boolean waitsForRegistration, ChannelHandler[] handlers, Promise<Void> opened) {
        this.waitsForRegistration = waitsForRegistration;
        this.handlers = handlers;
        this.opened = opened;
    }

    /** What has arrived so far. From any thread. */
    DataCounters counters() {
        return counters;
    }

    /** Whether the kernel sends its records to this channel, by what the daemon handler last reported. */
    boolean isRegistered() {
        return registered;
    }

    /** Adds the handlers before the registration, since records of another socket come. On the event loop. */
    void openEarly() {
        ChannelHandlerContext present = context;
        if (present != null && !added) {
            active = true;
            addHandlers(present);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        if (!waitsForRegistration) {
            addHandlers(context);
        }
    }

    private void addHandlers(ChannelHandlerContext context) {
        try {
            context.pipeline().addLast(handlers); // this handler is the last one until then
            added = true;
        } catch (RuntimeException e) { // a handler that is not @Sharable and was used before
            opened.tryFailure(e);
        }
        announceActive(context);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        active = true;
        announceActive(context);
    }

    private void announceActive(ChannelHandlerContext context) {
        if (added && active && !opened.isDone()) {
            context.fireChannelActive();
            opened.trySuccess(null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage) {
            counters.addRecord();
        } else if (message instanceof InvalidAuditMessage || message instanceof InvalidNetlinkMessage) {
            counters.addInvalid();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof AuditDaemonEvent change) {
            counters.addEvent(change.kind());
            switch (change.kind()) {
                case REGISTERED, REGISTERED_AGAIN -> {
                    registered = true;
                    if (!added && !opened.isDone()) {
                        addHandlers(context);
                    }
                }
                case DROPPED, UNREGISTERED -> registered = false;
                default -> {
                    // says nothing about the registration
                }
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        opened.tryFailure(new ClosedChannelException());
        context.fireChannelInactive();
    }
}
