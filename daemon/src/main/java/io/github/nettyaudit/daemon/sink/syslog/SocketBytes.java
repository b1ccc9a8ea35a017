package io.github.nettyaudit.daemon.sink.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/** The first handler of a connection: counts the bytes that the kernel has taken, those of TLS included. */
final class SocketBytes extends ChannelDuplexHandler {
    private long written;
    private @Nullable Runnable whenRead;

    /** At most as many as the kernel has: a buffer counts when all of it is written. */
    long written() {
        return written;
    }

    /** Runs a task once, after the next bytes have come and the handlers that follow have seen them. */
    void whenRead(Runnable task) {
        whenRead = task;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int length = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        context.write(message, promise.unvoid().addListener(done -> written += done.isSuccess() ? length : 0));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message);
        Runnable task = whenRead;
        if (task != null) {
            whenRead = null;
            context.executor().execute(task);
        }
    }
}
