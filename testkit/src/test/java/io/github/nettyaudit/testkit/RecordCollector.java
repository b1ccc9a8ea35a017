package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Counts records and keeps the first texts, all events, and all that is neither. Readable from any thread. */
final class RecordCollector extends ChannelInboundHandlerAdapter {
    private static final int TEXTS_KEPT = 5000;

    final AtomicLong records = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<AuditMessage> others = new CopyOnWriteArrayList<>();
    final List<AuditDaemonEvent> daemonEvents = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    volatile boolean keepTexts = true;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof AuditRecordMessage record) {
                records.incrementAndGet();
                if (keepTexts && texts.size() < TEXTS_KEPT) {
                    texts.add(record.type() + " " + record.text());
                }
            } else if (message instanceof AuditMessage other) {
                others.add(other);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof AuditDaemonEvent daemonEvent) {
            daemonEvents.add(daemonEvent);
        } else if (event instanceof NetlinkOverrun overrun) {
            dropped.addAndGet(overrun.dropped());
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        errors.add(cause);
    }

    List<AuditDaemonEvent.Kind> kinds() {
        return daemonEvents.stream().map(AuditDaemonEvent::kind).toList();
    }
}
