package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.github.nettyaudit.daemon.source.OtherDaemonChange;
import io.github.nettyaudit.server.stream.RecordStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the stream what the daemon reports about the kernel: settings that other programs have changed, another
 * audit daemon, and records that the kernel counts as lost. Stands before the stream's own handler.
 */
public final class KernelEvents extends ChannelInboundHandlerAdapter {
    private final RecordStream stream;
    private volatile @Nullable AuditStatus status;
    private volatile long lost = -1;

    /** @param stream written to on the data channel's event loop only */
    public KernelEvents(RecordStream stream) {
        this.stream = stream;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof AuditStatusEvent received) {
            statusReceived(received.status());
        } else if (event instanceof AuditSettingChange change) {
            stream.event("setting", fields -> fields.text("name", change.setting().toString())
                    .number("before", change.before()).number("now", change.now()));
            stream.flush();
        } else if (event instanceof OtherDaemonChange change) {
            stream.event("other_daemon", fields -> fields.number("before", change.before()).number("now", change.now()));
            stream.flush();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /**
     * Takes a status of the kernel, on the data channel's event loop or before there are any records.
     *
     * @param received the status
     */
    public void statusReceived(AuditStatus received) {
        stream.kernelLostIs(received.lost());
        long before = lost;
        lost = received.lost();
        status = received;
        if (before >= 0 && lost > before) { // a smaller one: another program has reset it
            stream.kernelLost(lost - before, lost);
            stream.flush();
        }
    }

    /**
     * Returns the last status.
     *
     * @return the status; {@code null} if none has been received since the last call
     */
    public @Nullable AuditStatus takeStatus() {
        AuditStatus taken = status;
        status = null;
        return taken;
    }

    /**
     * Returns whether the kernel's counter of lost records is known.
     *
     * @return whether a status has been received
     */
    public boolean isLostKnown() {
        return lost >= 0;
    }
}
