package io.github.nettyaudit.codec.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkLossTest {
    private static final NetlinkLoss LOSS = new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 3, "the socket was full");

    private final List<Object> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private EmbeddedChannel channel(NetlinkLossTranslator translator) {
        return new EmbeddedChannel(translator, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                events.add(event);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failures.add(cause);
            }
        });
    }

    @Test
    void numbersAreChecked() {
        assertThat(new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, NetlinkLoss.UNKNOWN, "x").datagrams()).isEqualTo(-1);
        assertThat(new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, 0, "x").datagrams()).isZero();
        assertThatThrownBy(() -> new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, -2, "x"))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("datagrams: -2 (expected: >= -1)");
        assertThatThrownBy(() -> new NetlinkLoss(null, 1, "x")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatTheFunctionRecognisesIsReplacedAndTheRestPasses() {
        EmbeddedChannel channel = channel(new NetlinkLossTranslator(event -> event.equals("lost") ? LOSS : null));
        channel.pipeline().fireUserEventTriggered("lost").fireUserEventTriggered("other");
        assertThat(events).containsExactly(LOSS, "other");
        channel.writeInbound("a message");
        assertThat(channel.<String>readInbound()).isEqualTo("a message");
        channel.finish();
    }

    @Test
    void aFunctionThatThrowsLosesNoEvent() {
        EmbeddedChannel channel = channel(new NetlinkLossTranslator(event -> {
            throw new IllegalStateException("oops");
        }));
        channel.pipeline().fireUserEventTriggered("lost");
        assertThat(events).containsExactly("lost");
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure).hasMessage("oops"));
        channel.finish();
    }

    @Test
    void oneTranslatorServesManyChannels() {
        NetlinkLossTranslator translator = new NetlinkLossTranslator(event -> LOSS);
        EmbeddedChannel one = channel(translator);
        EmbeddedChannel two = channel(translator);
        one.pipeline().fireUserEventTriggered("lost");
        two.pipeline().fireUserEventTriggered("lost");
        assertThat(events).containsExactly(LOSS, LOSS);
        one.finish();
        two.finish();
        assertThatThrownBy(() -> new NetlinkLossTranslator(null)).isInstanceOf(NullPointerException.class);
    }
}
