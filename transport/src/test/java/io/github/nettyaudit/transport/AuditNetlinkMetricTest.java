package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static io.github.nettyaudit.transport.NetlinkPair.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.AuditNetlinkMetric.Kind;
import io.github.nettyaudit.transport.NetlinkPair.Collector;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditNetlinkMetricTest {
    @Test
    void everyCounterIsListed() {
        List<String> counters = Stream.of(AuditNetlinkCounters.class.getMethods())
                .filter(method -> method.getReturnType() == long.class && method.getParameterCount() == 0)
                .map(Method::getName)
                .toList();
        assertThat(counters).hasSize(9);
        assertThat(Arrays.stream(AuditNetlinkMetric.values()).filter(metric -> metric.kind() == Kind.COUNTER)
                .map(metric -> metric.name().replace("_", "").toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(
                        counters.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    @Test
    void eachHasANameOfItsOwnAUnitAndAMeaning() {
        assertThat(AuditNetlinkMetric.values()).extracting(AuditNetlinkMetric::key).doesNotHaveDuplicates()
                .allMatch(key -> key.matches("netlink(\\.[a-z]+)+"));
        assertThat(AuditNetlinkMetric.values()).allSatisfy(metric -> {
            assertThat(metric.key()).isEqualTo("netlink." + metric.name().toLowerCase(Locale.ROOT).replace('_', '.'));
            assertThat(metric.unit()).matches("[a-z]+s");
            assertThat(metric.description()).matches("(?s)[A-Z].*[.]");
        });
    }

    @Test
    void theValuesAreThoseOfTheChannel() throws Exception {
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel peer = pair.peer(new Collector());
            AuditNetlinkChannel channel = pair.connect(
                    pair.with(new Collector(), AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE, 1024), peer);
            send(peer, channel, bytes(100, 0));
            send(peer, channel, bytes(2000, 0));
            eventually(() -> assertThat(channel.counters().datagrams()).isEqualTo(2));
            for (AuditNetlinkMetric metric : AuditNetlinkMetric.values()) {
                long expected = metric == AuditNetlinkMetric.RECEIVE_BUFFER ? channel.receiveBufferSize()
                        : (long) AuditNetlinkCounters.class.getMethod(nameOf(metric)).invoke(channel.counters());
                assertThat(metric.value(channel)).as(metric.key()).isEqualTo(expected);
            }
            assertThat(AuditNetlinkMetric.BYTES.value(channel)).isEqualTo(1124);
            assertThat(AuditNetlinkMetric.TRUNCATED.value(channel)).isEqualTo(1);
            assertThat(AuditNetlinkMetric.RECEIVE_BUFFER.value(channel)).isPositive();
        }
    }

    @Test
    void eachValueIsThatOfItsOwnCounter() {
        AuditNetlinkChannel channel = new AuditNetlinkChannel();
        AuditNetlinkCounters counters = channel.counters();
        counters.readLoop(2, 30, 4);
        for (int i = 0; i < 3; i++) {
            counters.overrun(50);
        }
        counters.truncated(6);
        counters.unexpectedSenders(7);
        counters.undelivered(8);
        assertThat(Arrays.stream(AuditNetlinkMetric.values()).map(metric -> metric + "=" + metric.value(channel)))
                .containsExactlyInAnyOrder("DATAGRAMS=2", "BYTES=30", "BATCHES=4", "WAKE_UPS=1", "OVERRUNS=3",
                        "SOCKET_DROPS=50", "TRUNCATED=6", "UNEXPECTED_SENDERS=7", "UNDELIVERED=8", "RECEIVE_BUFFER=0");
    }

    private static String nameOf(AuditNetlinkMetric metric) {
        return Stream.of(AuditNetlinkCounters.class.getMethods()).map(Method::getName)
                .filter(name -> name.equalsIgnoreCase(metric.name().replace("_", ""))).findFirst().orElseThrow();
    }

    @Test
    void theTextOfTheCountersHasAllOfThem() {
        AuditNetlinkCounters counters = new AuditNetlinkCounters();
        counters.readLoop(2, 30, 4);
        counters.overrun(5);
        counters.truncated(6);
        counters.unexpectedSenders(7);
        counters.undelivered(8);
        assertThat(counters).hasToString("datagrams: 2, bytes: 30, wakeUps: 1, batches: 4, overruns: 1, "
                + "socketDrops: 5, truncated: 6, unexpectedSenders: 7, undelivered: 8");
        counters.readLoop(1, 1, 1);
        counters.overrun(9);
        counters.truncated(1);
        counters.unexpectedSenders(1);
        counters.undelivered(1);
        assertThat(counters).hasToString("datagrams: 3, bytes: 31, wakeUps: 2, batches: 5, overruns: 2, "
                + "socketDrops: 9, truncated: 7, unexpectedSenders: 8, undelivered: 9");
    }
}
