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
 * The end of the data channel's pipeline: passes records, and everything that happens to the channel, to the
 * {@link RecordStream}, and releases them. One instance per channel.
 */
public final class StreamHandler extends ChannelInboundHandlerAdapter {
    /** Hears of what concerns the server as a whole. Called on the data channel's loop; must not block. */
    public interface Listener {
        /** Our place as the audit daemon has changed. */
        void daemonChanged(AuditDaemonEvent event);

        /** The data channel is closed, by us or by an error. */
        void channelClosed();

        /** Something has failed that should not; the channel goes on. */
        void failed(Throwable cause);
    }

    private final RecordStream stream;
    private final Listener listener;

    /** @param stream written to on the channel's loop only */
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
                // an answer that nobody waits for any more, a message of a newer kernel
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
            } else if (event instanceof AuditDaemonEvent change && !isOwnDoing(change)) {
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

    /** The kernel challenges the daemon at each change of its place, also when we ask for the change ourselves. */
    private static boolean isOwnDoing(AuditDaemonEvent change) {
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
