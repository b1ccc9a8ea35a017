package io.github.nettyaudit.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the line {@code token SECRET} of a TCP connection. Passes the connection on when it has come, and removes
 * itself; what follows the line stays in the pipeline. Refuses the connection if the line is wrong, too long or late.
 */
final class TokenCheck extends ByteToMessageDecoder {
    private static final int LONGEST_LINE = AccessToken.KEYWORD.length() + AccessToken.LONGEST + 1;

    private final AccessToken token;
    private final long patienceMillis;
    private final Consumer<Channel> admitted;
    private final BiConsumer<Channel, String> refused;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean decided;

    /**
     * @param patienceMillis milliseconds in which the line must come
     * @param refused        gets the channel and the reason
     */
    TokenCheck(AccessToken token, long patienceMillis, Consumer<Channel> admitted,
               BiConsumer<Channel, String> refused) {
        this.token = token;
        this.patienceMillis = patienceMillis;
        this.admitted = admitted;
        this.refused = refused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> refuse(context, "no line 'token SECRET' came within "
                + patienceMillis / 1000.0 + " seconds"), patienceMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf input, List<Object> output) {
        if (decided) {
            input.skipBytes(input.readableBytes());
            return;
        }
        int length = input.bytesBefore((byte) '\n');
        if (length > LONGEST_LINE || length < 0 && input.readableBytes() > LONGEST_LINE) {
            refuse(context, "the first line is too long");
        } else if (length >= 0) {
            ByteBuf line = input.readSlice(length);
            input.skipBytes(1);
            if (length > 0 && line.getByte(length - 1) == '\r') {
                line.writerIndex(length - 1);
            }
            if (token.isIn(line)) {
                decide();
                admitted.accept(context.channel());
                context.pipeline().remove(this);
            } else {
                refuse(context, "the first line is not 'token SECRET' with the secret of the token file");
            }
        }
    }

    private void decide() {
        decided = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void refuse(ChannelHandlerContext context, String reason) {
        if (!decided && context.channel().isActive()) {
            decide();
            refused.accept(context.channel(), reason);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        decide(); // the channel has been closed, or admitted
    }
}
