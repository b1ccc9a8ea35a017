package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;

/**
 * The last handler of the data channel's pipeline: passes records and user events to the {@link RecordStream}, and
 * releases them. One instance per channel.
 */
public final class StreamHandler extends ChannelInboundHandlerAdapter {
    /** Is informed of what concerns the server as a whole. Called on the data channel's event loop; must not block. */
    public interface Listener {
        /**
         * The registration as the audit daemon has changed.
         *
         * @param event the change
         */
        void daemonChanged(AuditDaemonEvent event);

        /** The data channel has been closed, by this program or because of an error. */
        void channelClosed();

        /**
         * A handler of the pipeline has failed unexpectedly; the channel stays open.
         *
         * @param cause the failure
         */
        void failed(Throwable cause);
    }

    private final RecordStream stream;
    private final Listener listener;

    /**
     * Creates a handler for one channel.
     *
     * @param stream   written to on the channel's event loop only
     * @param listener is informed of events that concern the server
     */
    public StreamHandler(RecordStream stream, Listener listener) {
        this.stream = stream;
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof AuditRecordMessage record) {
                stream.record(record.type(), record.content());
            } else if (message instanceof InvalidAuditMessage invalid) {
                stream.invalid(String.valueOf(invalid.cause().getMessage()), invalid.content());
            } else if (message instanceof AuditMessage other) {
                // an answer to a request that has timed out, or a message of a newer kernel
                stream.event("message", fields -> fields.text("type", AuditMessageType.name(other.type()))
                        .number("typenum", other.type()).text("content", other.toString()));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        stream.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        try {
            if (event instanceof NetlinkLoss loss) {
                stream.lost(loss);
            } else if (event instanceof AuditDaemonEvent change && !isOwnChallenge(change)) {
                stream.event("daemon", fields -> {
                    fields.text("state", change.kind().name().toLowerCase(Locale.ROOT)).number("pid", change.pid());
                    if (change.cause() != null) {
                        fields.text("cause", String.valueOf(change.cause().getMessage()));
                    }
                });
                listener.daemonChanged(change);
            }
            stream.flush();
        } finally {
            ReferenceCountUtil.release(event);
        }
    }

    /**
     * Returns whether a change is a challenge by this process itself: the kernel challenges the daemon at each change of the
     * registration, also if this process has requested it.
     *
     * @param change a change of the registration
     * @return whether it needs no report
     */
    public static boolean isOwnChallenge(AuditDaemonEvent change) {
        return change.kind() == AuditDaemonEvent.Kind.CHALLENGED && change.pid() == ProcessHandle.current().pid();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stream.flush();
        listener.channelClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        listener.failed(cause);
    }
}
