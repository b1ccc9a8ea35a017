package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole stack as the audit daemon of the real kernel. */
class DaemonLiveTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();
    private static final int EEXIST = 17;

    private final RecordCollector collector = new RecordCollector();
    private LiveKernel kernel;
    private Loops loops;
    private AuditClient client;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
        kernel.setEnabled(true);
        kernel.setBacklogLimit(8192);
        loops = new Loops();
        client = loops.control();
    }

    @AfterEach
    void restore() {
        if (kernel != null) {
            LiveKernel taken = kernel;
            try (taken) {
                loops.close();
            }
        }
    }

    @Test
    void receivesEveryRecordOfAnAuditedProcess() throws IOException {
        AuditNetlinkChannel channel = (AuditNetlinkChannel) startDaemon();
        int calls = 1000;
        try (Storm storm = Storm.start()) {
            kernel.addRule(AuditRules.getppid(storm.pid(), "netty-audit-live"));
            storm.getppid(calls);
            storm.awaitDone();
            await().until(() -> collector.texts.stream().filter(DaemonLiveTest::isOurs).count() == calls);
        }
        Map<String, List<String>> events = collector.texts.stream()
                .collect(Collectors.groupingBy(text -> text.substring(text.indexOf('('), text.indexOf(')'))));
        List<List<String>> ours = events.values().stream().filter(event -> isOurs(event.get(0))).toList();

        assertThat(ours).hasSize(calls).allSatisfy(event -> assertThat(event.stream().map(text -> text.substring(0, 4)))
                .containsExactly("1300", "1327", "1320"));
        assertThat(channel.counters().socketDrops()).isZero();
        assertThat(collector.errors).isEmpty();
    }

    @Test
    void receivesUserMessages() {
        startDaemon();
        byte[] text = "op=test acct=\"netty\" res=success\0".getBytes(StandardCharsets.US_ASCII);

        get(client.send(AuditRequest.raw(AuditMessageType.of("USER_LOGIN"), text)));

        await().untilAsserted(() -> assertThat(collector.texts).anySatisfy(record -> assertThat(record)
                .startsWith("1112 audit(").contains("pid=" + OWN_PID)
                .contains("msg='op=test acct=\"netty\" res=success")));
    }

    @Test
    void leavesItsPlaceWhenClosedAndLeavesAuditingOn() {
        Channel channel = startDaemon();
        assertThat(kernel.status().pid()).isEqualTo(OWN_PID);

        channel.close().syncUninterruptibly();

        assertThat(kernel.status().pid()).isZero();
        assertThat(kernel.status().enabled()).isEqualTo(1);
        assertThat(collector.kinds()).containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
    }

    @Test
    void namesTheDaemonThatIsInTheWayEvenIfItIsThisProcess() {
        startDaemon();
        RecordCollector second = new RecordCollector();

        loops.daemon(client, second);

        await().until(() -> second.kinds().contains(Kind.REGISTRATION_FAILED));
        assertThat(second.daemonEvents.get(0).pid()).isEqualTo(OWN_PID);
        assertThat(second.daemonEvents.get(0).cause()).isInstanceOfSatisfying(AuditErrnoException.class, refused -> {
            assertThat(refused.errno()).isEqualTo(EEXIST);
            assertThat(refused.otherDaemon()).isEqualTo(OWN_PID);
            assertThat(refused).hasMessageContaining("EEXIST").hasMessageContaining(String.valueOf(OWN_PID));
        });
        await().until(() -> collector.kinds().contains(Kind.CHALLENGED));
        assertThat(kernel.status().pid()).isEqualTo(OWN_PID);
    }

    @Test
    void namesTheDaemonOfAnotherProcessAndTakesItsPlaceWhenItIsDead() throws Exception {
        Process other = ChildJvm.start(OtherDaemon.class);
        try {
            assertThat(other.getInputStream().read()).isEqualTo('r');
            assertThatThrownBy(() -> get(client.registerDaemon())).isInstanceOfSatisfying(AuditErrnoException.class,
                    refused -> assertThat(refused.otherDaemon()).isEqualTo((int) other.pid()));
            assertThatThrownBy(() -> get(client.unregisterDaemon())).hasMessageContaining("EACCES");
        } finally {
            other.destroyForcibly().waitFor();
        }
        startDaemon();
        assertThat(kernel.status().pid()).isEqualTo(OWN_PID);
    }

    @Test
    void noticesThatItWasDroppedAndRegistersAgain() {
        AuditDaemonHandler handler = AuditDaemonHandler.builder(client).registerAgain(true)
                .checkInterval(Duration.ofMillis(100)).build();
        loops.data(loops.kernel(AuditPipeline.records(handler, collector)));
        await().until(() -> collector.kinds().contains(Kind.REGISTERED));

        get(client.unregisterDaemon());

        await().untilAsserted(() -> assertThat(collector.kinds()).containsSubsequence(Kind.REGISTERED, Kind.DROPPED,
                Kind.REGISTERED_AGAIN));
        assertThat(kernel.status().pid()).isEqualTo(OWN_PID);
    }

    private Channel startDaemon() {
        Channel channel = loops.daemon(client, collector);
        await().until(() -> collector.kinds().contains(Kind.REGISTERED));
        return channel;
    }

    private static boolean isOurs(String text) {
        return text.startsWith("1300") && text.contains("key=\"netty-audit-live\"");
    }

    /** The program of a child that is the daemon until it is killed. */
    static final class OtherDaemon {
        public static void main(String... arguments) throws IOException {
            try (KernelSocket socket = new KernelSocket()) {
                ByteBuffer status =
                        ByteBuffer.allocate(44).order(ByteOrder.nativeOrder());
                socket.set(1001, status.putInt(0, 4).putInt(12, (int) ProcessHandle.current().pid()).array());
                System.out.println("registered");
                System.in.read();
            }
        }
    }
}
