package io.github.nettyaudit.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.github.nettyaudit.daemon.source.OtherDaemonChange;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others do to the kernel is in the stream (K3). */
class KernelEventsTest {
    private final List<String> lines = new ArrayList<>();
    private final List<Object> passed = new ArrayList<>();
    private final StreamCounters counters = new StreamCounters();
    private final RecordStream stream = new RecordStream(UnpooledByteBufAllocator.DEFAULT, List.of(new Lines()),
            AuditMessageType::name, counters);
    private final KernelEvents events = new KernelEvents(stream);
    private final EmbeddedChannel channel = new EmbeddedChannel(events, new ChannelInboundHandlerAdapter() {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            passed.add(event);
        }
    });

    @AfterEach
    void close() {
        stream.close();
        channel.finishAndReleaseAll();
    }

    private void fire(Object event) {
        channel.pipeline().fireUserEventTriggered(event);
    }

    private static AuditStatusEvent lost(long lost) {
        return new AuditStatusEvent(AuditStatus.builder().lost(lost).backlog(5).mask(0).build());
    }

    @Test
    void settingsThatOthersChangeAreEvents() {
        fire(new AuditSettingChange(AuditSetting.ENABLED, 1, 0));
        fire(new OtherDaemonChange(812, 0));

        assertThat(lines).containsExactly("{\"event\":\"setting\",\"name\":\"enabled\",\"before\":1,\"now\":0}",
                "{\"event\":\"other_daemon\",\"before\":812,\"now\":0}");
        assertThat(passed).isEmpty();
    }

    @Test
    void whatTheKernelHasLostSinceTheStartIsAnEvent() {
        assertThat(events.isLostKnown()).isFalse();
        events.statusReceived(lost(7).status()); // lost before we came
        assertThat(events.isLostKnown()).isTrue();
        fire(lost(7));
        assertThat(lines).isEmpty();
        fire(lost(10));
        fire(lost(2)); // another program has reset it
        fire(lost(3));

        assertThat(lines).containsExactly("{\"event\":\"kernel_lost\",\"lost\":3,\"total\":10}",
                "{\"event\":\"kernel_lost\",\"lost\":1,\"total\":3}");
        assertThat(counters.kernelLost()).isEqualTo(4);
    }

    @Test
    void aStatusIsGivenOnce() {
        assertThat(events.takeStatus()).isNull();
        fire(lost(1));
        assertThat(events.takeStatus().backlog()).isEqualTo(5);
        assertThat(events.takeStatus()).isNull();
    }

    @Test
    void otherEventsPass() {
        fire("other");
        assertThat(passed).containsExactly("other");
        assertThat(lines).isEmpty();
    }

    private final class Lines implements LineSink {
        @Override
        public void offer(LineBatch batch) {
            lines.addAll(batch.lines().toString(StandardCharsets.UTF_8).lines()
                    .map(line -> line.replaceFirst("\"sec\":\\d+,\"milli\":\\d+,", "")).toList());
        }

        @Override
        public boolean wantsLines() {
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public long droppedRecords() {
            return 0;
        }

        @Override
        public boolean close(Duration patience) {
            return true;
        }
    }
}
