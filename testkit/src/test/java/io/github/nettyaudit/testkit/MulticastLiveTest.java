package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of the kernel's multicast group, which read without being the daemon. */
class MulticastLiveTest {
    @WaitsForTheKernel
    @Test
    void readsWhatTheDaemonReadsAndNeedsNoDaemon() throws Exception {
        RecordCollector member = new RecordCollector();
        RecordCollector daemon = new RecordCollector();
        try (LiveKernel kernel = LiveTests.takeKernel(); Loops loops = new Loops()) {
            kernel.setEnabled(true);
            kernel.setBacklogLimit(8192);
            AuditClient client = loops.control();
            AuditNetlinkChannel channel = (AuditNetlinkChannel) loops.data(loops.kernel(AuditPipeline.records(member))
                    .option(AuditNetlinkChannelOption.MULTICAST_GROUPS, NetlinkAddress.AUDIT_READLOG));
            try (Storm storm = Storm.start()) {
                storm.userMessages(500);
                storm.awaitDone();
                await().until(() -> messages(member).size() == 500);
                assertThat(kernel.status().pid()).isZero();

                loops.daemon(client, daemon);
                await().until(() -> daemon.kinds().contains(Kind.REGISTERED));
                storm.userMessages(500);
                storm.awaitDone();
                // the daemon may also get what the kernel had kept for one
                await().until(() -> messages(member).size() == 1000 && messages(daemon).size() >= 500);
            }
            List<String> last = messages(member).subList(500, 1000);
            assertThat(messages(daemon)).containsSubsequence(last);
            assertThat(channel.counters().socketDrops()).isZero();
            assertThat(get(client.status()).lost()).isEqualTo(kernel.status().lost());
        }
        assertThat(member.errors).isEmpty();
    }

    private static List<String> messages(RecordCollector collector) {
        return collector.texts.stream().filter(text -> text.contains("acct=\"storm\"")).toList();
    }
}
