package io.github.nettyaudit.daemon;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The user's handler in tests: not sharable, and remembers everything that it receives. */
final class Collector extends ChannelInboundHandlerAdapter {
    final AtomicLong records = new AtomicLong();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private boolean passesOn;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        calls.add("added");
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        calls.add("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        calls.add("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage) {
            records.incrementAndGet();
        }
        if (passesOn) {
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        events.add(event);
        if (passesOn) {
            context.fireUserEventTriggered(event);
        }
    }

    /** Passes messages and events on to the handlers after it. */
    Collector passingOn() {
        passesOn = true;
        return this;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        errors.add(cause);
    }

    <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
