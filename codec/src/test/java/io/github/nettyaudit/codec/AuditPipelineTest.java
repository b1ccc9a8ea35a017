package io.github.nettyaudit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequestLimitException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditPipelineTest {
    @Test
    void handlersStandInTheirOrder() {
        ChannelInboundHandlerAdapter yours = new ChannelInboundHandlerAdapter();
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records(yours));
        List<String> names = channel.pipeline().names();
        assertThat(names).startsWith(AuditPipeline.FRAME_DECODER, AuditPipeline.FRAME_ENCODER,
                AuditPipeline.STATUS_CODEC, AuditPipeline.MESSAGE_DECODER, AuditPipeline.MESSAGE_ENCODER,
                AuditPipeline.REQUEST_HANDLER);
        assertThat(names.indexOf(channel.pipeline().context(yours).name())).isEqualTo(6);
        channel.finishAndReleaseAll();
    }

    @Test
    void daemonStandsBetweenRequestsAndYours() {
        EmbeddedChannel control = new EmbeddedChannel(AuditPipeline.requests());
        ChannelInboundHandlerAdapter yours = new ChannelInboundHandlerAdapter();
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.daemon(new AuditClient(control), yours));
        List<String> names = channel.pipeline().names();
        assertThat(names.indexOf(AuditPipeline.DAEMON_HANDLER))
                .isEqualTo(names.indexOf(AuditPipeline.REQUEST_HANDLER) + 1)
                .isEqualTo(names.indexOf(channel.pipeline().context(yours).name()) - 1);
        channel.unsafe().close(channel.voidPromise());
        channel.finishAndReleaseAll();
        control.finishAndReleaseAll();
    }

    @Test
    void recordReachesYourHandler() {
        StringBuilder seen = new StringBuilder();
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                AuditRecordMessage record = (AuditRecordMessage) message;
                seen.append(AuditMessageType.name(record.type())).append(' ').append(record.text());
                record.release();
            }
        }));
        // SYSCALL, nlmsg_len without the header as the kernel sends it
        ByteBuf datagram = Unpooled.buffer();
        NetlinkHeaderDescriptor.write(datagram, 5, 1300, 0, 0, 0);
        channel.writeInbound(datagram.writeBytes("audit".getBytes(StandardCharsets.US_ASCII)));
        assertThat(seen).hasToString("SYSCALL audit");
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void boundOfRequestsCanBeSet() {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.requests().maxInFlight(1));
        AuditClient client = new AuditClient(channel);
        Future<AuditStatus> first = client.status();
        assertThat(client.status().cause()).isInstanceOf(AuditRequestLimitException.class);
        channel.finishAndReleaseAll();
        assertThat(first.cause()).isNotNull();
    }

    @Test
    void lossEventStartsListingAgain() {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.requests().lossEvent(NetlinkErrno.class));
        new AuditClient(channel).rules();
        channel.<ByteBuf>readOutbound().release();
        channel.pipeline().fireUserEventTriggered("something else");
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        channel.finishAndReleaseAll();

        EmbeddedChannel lossy = new EmbeddedChannel(AuditPipeline.requests().lossEvent(String.class));
        new AuditClient(lossy).rules();
        lossy.<ByteBuf>readOutbound().release();
        lossy.pipeline().fireUserEventTriggered("lost");
        ByteBuf again = lossy.readOutbound();
        assertThat(again).isNotNull();
        again.release();
        lossy.finishAndReleaseAll();
    }

    @Test
    void oneInitializerServesManyChannels() {
        AuditPipeline pipeline = AuditPipeline.requests();
        EmbeddedChannel one = new EmbeddedChannel(pipeline);
        EmbeddedChannel two = new EmbeddedChannel(pipeline);
        assertThat(one.pipeline().get(AuditPipeline.REQUEST_HANDLER))
                .isNotSameAs(two.pipeline().get(AuditPipeline.REQUEST_HANDLER));
        one.finishAndReleaseAll();
        two.finishAndReleaseAll();
    }
}
