package io.github.nettyaudit.server.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsLineTest {
    private final StreamCounters counters = new StreamCounters();
    private final StatisticsLine line = new StatisticsLine();

    @Test
    void aLineNamesEveryLoss() {
        RecordStream stream = new RecordStream(UnpooledByteBufAllocator.DEFAULT, List.of(), AuditMessageType::name,
                counters);
        for (int serial : new int[] {1, 5}) {
            stream.record(1300, Unpooled.copiedBuffer("audit(1.000:" + serial + "): a=b", StandardCharsets.US_ASCII));
        }
        for (NetlinkLoss.Kind kind : NetlinkLoss.Kind.values()) {
            stream.lost(new NetlinkLoss(kind, 7, "why"));
        }
        stream.kernelLost(9, 9);
        stream.settleGaps();
        stream.settleGaps();
        stream.close();

        assertThat(line.next(counters, List.of(), 2, true, null)).isEqualTo("2 s: 2 records (1/s), lost: 9 in the kernel,"
                + " 7 at the socket, 3 events missing, 0 dropped for slow readers, 7 truncated datagrams, 7 datagrams from"
                + " unexpected senders, 7 not processed; pending: 0 bytes for readers, the kernel's queue is not"
                + " known");
    }

    @Test
    void theRateIsThatSinceTheLastLineAndInTheSummaryThatSinceTheStart() {
        assertThat(line.next(counters, List.of(), 1, false, null)).startsWith("1 s: 0 records (0/s), lost: unknown in the"
                + " kernel, 0 at the socket, 0 events missing, 0 dropped for slow readers; pending");
        assertThat(line.summary(counters, List.of(), 4, true)).isEqualTo("4.0 s: 0 records (0/s), lost: 0 in the kernel,"
                + " 0 at the socket, 0 events missing, 0 dropped for slow readers");
    }
}
