package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.channel.ChannelOption;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class AuditNetlinkChannelConfigTest {
    private final AuditNetlinkChannelConfig config = new AuditNetlinkChannel().config();

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertThat(config.getProtocol()).isEqualTo(9);
        assertThat(config.getReceiveBuffer()).isEqualTo(16 << 20);
        assertThat(config.isNoEnobufs()).isTrue();
        assertThat(config.getBatchSize()).isEqualTo(64);
        assertThat(config.getSlotSize()).isEqualTo(1024);
        assertThat(config.getMaxDatagramSize()).isEqualTo(32_768);
        assertThat(config.getMulticastGroups()).isZero();
        assertThat(config.getCoalesceNanos()).isEqualTo(1_000_000);
        assertThat(config.getCoalesceRate()).isEqualTo(50_000);
        assertThat(config.getSendExecutor()).isNull();
        assertThat(config.isDeliverEnvelopes()).isFalse();
    }

    @Test
    void eachOptionIsSetAndRead() {
        Executor executor = Runnable::run;
        Map<ChannelOption<?>, Object> values = Map.ofEntries(
                Map.entry(AuditNetlinkChannelOption.PROTOCOL, 2),
                Map.entry(AuditNetlinkChannelOption.RECEIVE_BUFFER, 4096),
                Map.entry(AuditNetlinkChannelOption.NO_ENOBUFS, false),
                Map.entry(AuditNetlinkChannelOption.BATCH_SIZE, 7),
                Map.entry(AuditNetlinkChannelOption.SLOT_SIZE, 256),
                Map.entry(AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE, 9000),
                Map.entry(AuditNetlinkChannelOption.MULTICAST_GROUPS, 1),
                Map.entry(AuditNetlinkChannelOption.COALESCE_NANOS, 5000L),
                Map.entry(AuditNetlinkChannelOption.COALESCE_RATE, 10),
                Map.entry(AuditNetlinkChannelOption.SEND_EXECUTOR, executor),
                Map.entry(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true));
        values.forEach((option, value) -> assertThat(set(option, value)).as(option.name()).isTrue());
        assertThat(config.getOptions()).containsAllEntriesOf(values);
        values.forEach((option, value) -> assertThat((Object) config.getOption(option)).isEqualTo(value));
    }

    @SuppressWarnings("unchecked")
    private <T> boolean set(ChannelOption<T> option, Object value) {
        return config.setOption(option, (T) value);
    }

    @Test
    void aNumberOutOfBoundsIsNamedWithItsBounds() {
        assertThatThrownBy(() -> config.setBatchSize(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("BATCH_SIZE: 0 (expected: 1 to 1024)");
        assertThatThrownBy(() -> config.setSlotSize(63)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setMaxDatagramSize((1 << 20) + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setCoalesceNanos(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setCoalesceNanos(100_000_001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setReceiveBuffer(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setProtocol(32)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheOpenSocketFixesCannotBeChanged() {
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel channel = pair.bind(pair.bootstrap(new Collector()));
            assertThatThrownBy(() -> channel.config().setBatchSize(3)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> channel.config().setProtocol(9)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> channel.config().setMulticastGroups(1)).isInstanceOf(IllegalStateException.class);
            channel.config().setReceiveBuffer(50_000).setAutoRead(true);
            assertThat(channel.receiveBufferSize()).isEqualTo(100_000);
        }
    }
}
