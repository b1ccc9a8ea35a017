package io.github.nettyaudit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditRequestLimitException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipelineException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditPipelineTest {
    private static final NetlinkLoss LOSS = new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "the socket was full");

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
    void theBoundOfRequestsCanBeSet() {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.builder().maxInFlight(1).build());
        AuditClient client = new AuditClient(channel);
        Future<AuditStatus> first = client.status();
        assertThat(client.status().cause()).isInstanceOf(AuditRequestLimitException.class);
        channel.finishAndReleaseAll();
        assertThat(first.cause()).isNotNull();
        assertThatThrownBy(() -> AuditPipeline.builder().maxInFlight(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requests");
    }

    @Test
    void aLossThatTheChannelReportsStartsListingAgain() {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.requests());
        new AuditClient(channel).rawRules();
        channel.<ByteBuf>readOutbound().release();
        channel.pipeline().fireUserEventTriggered("something else");
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        channel.pipeline().fireUserEventTriggered(LOSS);
        ByteBuf again = channel.readOutbound();
        assertThat(again).isNotNull();
        again.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void aTranslatedLossStartsListingAgain() {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.builder()
                .lossTranslator(event -> event.equals("lost") ? LOSS : null).build());
        assertThat(channel.pipeline().names().get(0)).isEqualTo(AuditPipeline.LOSS_TRANSLATOR);
        new AuditClient(channel).rawRules();
        channel.<ByteBuf>readOutbound().release();
        channel.pipeline().fireUserEventTriggered("something else");
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        channel.pipeline().fireUserEventTriggered("lost");
        ByteBuf again = channel.readOutbound();
        assertThat(again).isNotNull();
        again.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void aDaemonHandlerIsBuiltForEachChannelFromItsSettings() {
        EmbeddedChannel control = new EmbeddedChannel(AuditPipeline.requests());
        AuditPipeline pipeline = AuditPipeline.builder()
                .daemon(AuditDaemonHandler.builder(new AuditClient(control)).pid(4711)).build();
        EmbeddedChannel one = new EmbeddedChannel(pipeline);
        EmbeddedChannel two = new EmbeddedChannel(pipeline);
        assertThat(one.pipeline().get(AuditDaemonHandler.class)).isNotNull()
                .isNotSameAs(two.pipeline().get(AuditDaemonHandler.class));
        ByteBuf registration = one.readOutbound();
        assertThat(registration.getIntLE(16 + 12)).as("pid").isEqualTo(4711);
        registration.release();
        for (EmbeddedChannel channel : List.of(one, two)) {
            channel.unsafe().close(channel.voidPromise());
            channel.finishAndReleaseAll();
        }
        control.finishAndReleaseAll();
    }

    @Test
    void laterChangesOfTheBuilderDoNotReachAPipelineThatWasBuilt() {
        AuditPipelineBuilder builder = AuditPipeline.builder();
        AuditPipeline pipeline = builder.build();
        builder.handlers(new ChannelInboundHandlerAdapter()).lossTranslator(event -> null);
        EmbeddedChannel channel = new EmbeddedChannel(pipeline);
        assertThat(channel.pipeline().names()).doesNotContain(AuditPipeline.LOSS_TRANSLATOR);
        assertThat(channel.pipeline().get(ChannelInboundHandlerAdapter.class))
                .isNotExactlyInstanceOf(ChannelInboundHandlerAdapter.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void oneInitializerServesOneChannelIfAHandlerIsNotSharable() {
        AuditPipeline pipeline = AuditPipeline.records(new ChannelInboundHandlerAdapter());
        assertThat(pipeline.isSharable()).isFalse();
        EmbeddedChannel one = new EmbeddedChannel(pipeline);
        EmbeddedChannel two = new EmbeddedChannel();
        assertThatThrownBy(() -> two.pipeline().addLast(pipeline)).isInstanceOf(ChannelPipelineException.class)
                .hasMessageContaining("AuditPipeline is not a @Sharable handler");
        one.finishAndReleaseAll();
        two.finishAndReleaseAll();
        assertThat(AuditPipeline.records(new NetlinkFrameDecoder()).isSharable()).isTrue();
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
