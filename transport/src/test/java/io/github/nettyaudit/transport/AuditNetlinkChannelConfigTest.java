package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
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

    @Test
    void unreadBytesCountWhatWaitsInTheSocket() {
        assertThat(config.getOption(AuditNetlinkChannelOption.UNREAD_BYTES)).as("before open").isZero();
        assertThat(config.setOption(AuditNetlinkChannelOption.UNREAD_BYTES, 1)).isFalse();
        try (NetlinkPair pair = new NetlinkPair()) {
            NetlinkPair.Collector sees = new NetlinkPair.Collector();
            AuditNetlinkChannel peer = pair.peer(new NetlinkPair.Collector());
            AuditNetlinkChannel paused = pair.connect(pair.with(sees, ChannelOption.AUTO_READ, false), peer);
            NetlinkPair.send(peer, paused, NetlinkPair.bytes(100, 0));
            assertThat(paused.config().getOption(AuditNetlinkChannelOption.UNREAD_BYTES)).isGreaterThan(100);

            paused.config().setAutoRead(true);

            NetlinkPair.eventually(() -> assertThat(sees.datagrams).hasSize(1));
            assertThat(paused.config().getOption(AuditNetlinkChannelOption.UNREAD_BYTES)).isZero();
            paused.close().syncUninterruptibly();
            assertThat(paused.config().getOption(AuditNetlinkChannelOption.UNREAD_BYTES)).as("closed").isZero();
        }
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

    @Test
    void bothEndsOfEachRangeAreAccepted() {
        assertThat(config.setBatchSize(1).setBatchSize(1024).getBatchSize()).isEqualTo(1024);
        assertThat(config.setSlotSize(64).setSlotSize(65_536).getSlotSize()).isEqualTo(65_536);
        assertThat(config.setMaxDatagramSize(64).setMaxDatagramSize(1 << 20).getMaxDatagramSize()).isEqualTo(1 << 20);
        assertThat(config.setCoalesceNanos(0).setCoalesceNanos(100_000_000).getCoalesceNanos()).isEqualTo(100_000_000);
        assertThat(config.setCoalesceRate(1).getCoalesceRate()).isEqualTo(1);
        assertThat(config.setReceiveBuffer(1).setReceiveBuffer((1 << 30) - 1).getReceiveBuffer())
                .isEqualTo((1 << 30) - 1);
        assertThat(config.setSendBuffer(0).setSendBuffer((1 << 30) - 1).getSendBuffer()).isEqualTo((1 << 30) - 1);
        assertThat(config.setProtocol(0).setProtocol(31).getProtocol()).isEqualTo(31);
        assertThatThrownBy(() -> config.setReceiveBuffer(1 << 30)).hasMessage(
                "RECEIVE_BUFFER: 1073741824 (expected: 1 to 1073741823)");
        assertThatThrownBy(() -> config.setSendBuffer(-1)).hasMessageStartingWith("SO_SNDBUF: -1");
        assertThatThrownBy(() -> config.setCoalesceRate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setBatchSize(1025)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setSlotSize(65_537)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setMaxDatagramSize(63)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.setProtocol(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReceiveBufferIsAlsoNettysOption() {
        assertThat(config.setOption(ChannelOption.SO_RCVBUF, 70_000)).isTrue();
        assertThat(config.getReceiveBuffer()).isEqualTo(70_000);
        config.setReceiveBuffer(80_000);
        assertThat(config.getOption(ChannelOption.SO_RCVBUF)).isEqualTo(80_000);
        assertThat(config.getOptions()).containsEntry(ChannelOption.SO_RCVBUF, 80_000)
                .containsEntry(AuditNetlinkChannelOption.RECEIVE_BUFFER, 80_000);
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel channel =
                    pair.bind(pair.bootstrap(new Collector()).option(ChannelOption.SO_RCVBUF, 60_000));
            assertThat(channel.receiveBufferSize()).isEqualTo(120_000);
        }
    }

    @Test
    void optionsThatCouldOnlyBeIgnoredAreRefused() {
        assertThat(config.setOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(10))).isFalse();
        assertThat(config.setOption(ChannelOption.WRITE_SPIN_COUNT, 3)).isFalse();
        assertThat(config.setOption(ChannelOption.AUTO_CLOSE, true)).isFalse();
        assertThat(config.setOption(ChannelOption.TCP_NODELAY, true)).isFalse();
        assertThat(config.getOption(ChannelOption.WRITE_SPIN_COUNT)).isNull();
        assertThat(config.getOption(ChannelOption.TCP_NODELAY)).isNull();
        assertThat(config.getOptions()).doesNotContainKeys(ChannelOption.RECVBUF_ALLOCATOR,
                ChannelOption.WRITE_SPIN_COUNT, ChannelOption.AUTO_CLOSE);
        assertThat(config.isAutoClose()).isFalse();
        assertThatThrownBy(() -> config.setAutoClose(true)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("AUTO_CLOSE: ");
        assertThatThrownBy(() -> config.setWriteSpinCount(1)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("WRITE_SPIN_COUNT: ");
        assertThatThrownBy(() -> config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(10)))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("BATCH_SIZE");
    }

    @Test
    @SuppressWarnings("deprecation")
    void maxMessagesPerReadIsRefused() {
        assertThat(config.setOption(ChannelOption.MAX_MESSAGES_PER_READ, 3)).isFalse();
        assertThat(config.getOption(ChannelOption.MAX_MESSAGES_PER_READ)).isNull();
        assertThat(config.getOptions()).doesNotContainKey(ChannelOption.MAX_MESSAGES_PER_READ);
        assertThatThrownBy(() -> config.setMaxMessagesPerRead(1)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("BATCH_SIZE");
    }

    @Test
    void nettysSettersReturnOurType() {
        WriteBufferWaterMark marks = new WriteBufferWaterMark(10, 20);
        AuditNetlinkChannelConfig same = config.setAllocator(UnpooledByteBufAllocator.DEFAULT).setAutoRead(false)
                .setConnectTimeoutMillis(7).setMessageSizeEstimator(DefaultMessageSizeEstimator.DEFAULT)
                .setWriteBufferWaterMark(marks).setWriteBufferHighWaterMark(30).setWriteBufferLowWaterMark(5)
                .setMaxMessagesPerWrite(9).setSendExecutor(null).setDeliverEnvelopes(true).setNoEnobufs(false)
                .setMulticastGroups(3);
        assertThat(same).isSameAs(config);
        assertThat(config.getAllocator()).isSameAs(UnpooledByteBufAllocator.DEFAULT);
        assertThat(config.isAutoRead()).isFalse();
        assertThat(config.getConnectTimeoutMillis()).isEqualTo(7);
        assertThat(config.getWriteBufferHighWaterMark()).isEqualTo(30);
        assertThat(config.getWriteBufferLowWaterMark()).isEqualTo(5);
        assertThat(config.getMaxMessagesPerWrite()).isEqualTo(9);
        assertThat(config.isDeliverEnvelopes()).isTrue();
        assertThat(config.isNoEnobufs()).isFalse();
        assertThat(config.getMulticastGroups()).isEqualTo(3);
    }

    @Test
    void nettysOptionsAreSetAndRead() {
        assertThat(config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 7)).isTrue();
        assertThat(config.getOption(ChannelOption.CONNECT_TIMEOUT_MILLIS)).isEqualTo(7);
        java.util.concurrent.Executor executor = Runnable::run;
        assertThat(config.setSendExecutor(executor).getSendExecutor()).isSameAs(executor);
    }

    @Test
    void aNullIsAValueOfTheSendExecutorAlone() {
        assertThat(config.setOption(AuditNetlinkChannelOption.SEND_EXECUTOR, null)).isTrue();
        assertThatThrownBy(() -> config.setOption(AuditNetlinkChannelOption.BATCH_SIZE, null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatTheBindFixesCannotBeChanged() {
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel channel = pair.bind(pair.bootstrap(new Collector()));
            AuditNetlinkChannelConfig bound = channel.config();
            assertThatThrownBy(() -> bound.setDeliverEnvelopes(true)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DELIVER_ENVELOPES");
            assertThatThrownBy(() -> bound.setSlotSize(100)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> bound.setMaxDatagramSize(100)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> bound.setCoalesceNanos(100)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> bound.setCoalesceRate(100)).isInstanceOf(IllegalStateException.class);
        }
    }
}
