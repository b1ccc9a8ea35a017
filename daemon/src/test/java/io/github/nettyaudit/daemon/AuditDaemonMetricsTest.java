package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.event.AuditFlowControlHandler;
import io.github.nettyaudit.codec.event.AuditFlowPolicy;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.request.AuditLateReply;
import io.github.nettyaudit.codec.request.AuditRequestTimeoutException;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.github.nettyaudit.daemon.source.OtherDaemonChange;
import io.github.nettyaudit.testkit.KernelAccess;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@link AuditDaemon#metrics()} says of a daemon while it works, and after its close. */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for the watch
class AuditDaemonMetricsTest {
    /** Floods to the one group reach the members of all tests. */
    private static final String MULTICAST_GROUP = "NETLINK_USERSOCK group 1";
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private final Scripted scripted = new Scripted();
    private final Collector collector = new Collector();
    private AuditDaemon daemon;

    @AfterEach
    void close() {
        scripted.close();
    }

    private long value(String name) {
        return value(daemon.metrics(), name);
    }

    private static long value(AuditMetrics metrics, String name) {
        assertThat(metrics.value(name)).as(name).isPresent();
        return metrics.value(name).getAsLong();
    }

    private AuditDaemonOptionsBuilder watching() {
        return scripted.options().watchInterval(Duration.ofSeconds(1));
    }

    @Test
    void recordsAreCountedAndTheCloseKeepsTheNumbers() {
        daemon = scripted.open(scripted.options().backlogLimit(9000), new AuditEventAssembler(), collector);
        assertThat(value("audit_daemon_open")).isOne();
        assertThat(value("audit_daemon_registered")).isOne();
        assertThat(value("audit_daemon_first_registrations_total")).isOne();
        assertThat(value("audit_daemon_leased_settings")).isEqualTo(2);
        assertThat(value("audit_kernel_backlog_limit_records")).isEqualTo(9000);
        assertThat(value("audit_kernel_daemon_pid")).isEqualTo(OWN_PID);
        assertThat(value("audit_data_channel_receive_buffer_bytes")).isGreaterThanOrEqualTo(100_000);
        long before = value("audit_daemon_records_total");

        get(scripted.kernel.flood().records(1_000).start());

        await().until(() -> value("audit_daemon_records_total") == before + 1_000);
        AuditMetrics metrics = daemon.metrics();
        assertThat(value(metrics, "audit_assembler_records_total")).isEqualTo(before + 1_000);
        assertThat(value(metrics, "audit_assembler_complete_events_total")).isPositive();
        await().until(() -> value("audit_data_channel_datagrams_total") >= before + 1_000);
        assertThat(value("audit_data_channel_bytes_total")).isGreaterThan(1_000 * 16);
        assertThat(metrics.value("audit_flow_control_held_bytes")).as("no such handler").isEmpty();

        get(daemon.close());

        await().until(() -> value("audit_assembler_open_events") == 0);
        AuditMetrics after = daemon.metrics();
        assertThat(value(after, "audit_daemon_records_total")).isEqualTo(daemon.records())
                .isGreaterThanOrEqualTo(before + 1_000);
        assertThat(value(after, "audit_assembler_records_total")).isGreaterThanOrEqualTo(before + 1_000);
        assertThat(value(after, "audit_daemon_open")).isZero();
        assertThat(value(after, "audit_daemon_registered")).isZero();
        assertThat(value(after, "audit_daemon_unregistrations_total")).isOne();
        assertThat(value(after, "audit_daemon_leased_settings")).isZero();
        assertThat(after.value("audit_data_channel_receive_buffer_bytes")).as("not open").isEmpty();
        assertThat(value(after, "audit_control_channel_in_flight_requests")).isZero();
        metrics.values().forEach((metric, value) -> {
            if (metric.kind() == AuditMetric.Kind.COUNTER) {
                assertThat(value(after, metric.name())).as(metric.name()).isGreaterThanOrEqualTo(value);
            }
        });
    }

    @Test
    @ResourceLock(MULTICAST_GROUP)
    void anOverrunIsCountedAtTheSocketAndByTheAssembler() throws Exception {
        daemon = scripted.open(scripted.options().mode(AuditDaemonMode.MULTICAST).receiveBuffer(4_096),
                new AuditEventAssembler(), collector);
        assertThat(value("audit_daemon_registered")).as("a member of the multicast group").isZero();
        CountDownLatch full = new CountDownLatch(1);
        Future<?> blocked = daemon.dataChannel().eventLoop().submit(() -> full.await(60, TimeUnit.SECONDS));
        get(scripted.kernel.flood().toGroups(1).records(2_000).start());
        full.countDown();
        assertThat(get(blocked)).isEqualTo(true);

        await().until(() -> value("audit_data_channel_overrun_events_total") > 0);

        assertThat(value("audit_data_channel_socket_dropped_datagrams_total")).isPositive();
        await().until(() -> value("audit_assembler_lost_overrun_datagrams_total")
                == value("audit_data_channel_socket_dropped_datagrams_total"));
        assertThat(value("audit_assembler_loss_events_total")).isPositive();
        await().until(() -> value("audit_daemon_records_total")
                + value("audit_data_channel_socket_dropped_datagrams_total") == 2_000);
    }

    @Test
    void aLateReplyIsCountedOnItsChannel() {
        daemon = scripted.open(scripted.options().watchInterval(Duration.ZERO), collector);
        CountDownLatch late = new CountDownLatch(1);
        daemon.client().channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof AuditLateReply) {
                    late.countDown();
                }
            }
        });
        scripted.kernel.on(AuditMessageType.GET).times(1).replyLate(Duration.ofMillis(1_000));

        Future<?> request = daemon.client().withTimeout(Duration.ofMillis(500)).status();
        assertThat(value("audit_control_channel_in_flight_requests")).isOne();
        assertThat(request.awaitUninterruptibly(30, TimeUnit.SECONDS)).isTrue();
        assertThat(request.cause()).isInstanceOf(AuditRequestTimeoutException.class);

        await().until(() -> late.getCount() == 0);
        assertThat(value("audit_control_channel_late_replies_total")).isOne();
        assertThat(value("audit_data_channel_late_replies_total")).isZero();
        assertThat(value("audit_control_channel_in_flight_requests")).isZero();
        assertThat(value("audit_control_channel_max_in_flight_requests")).isEqualTo(1_024);
    }

    @Test
    void theKernelsNumbersAndWhatOthersChange() {
        daemon = scripted.open(watching().backlogLimit(9000), collector);
        long replies = value("audit_daemon_status_replies_total");
        assertThat(replies).as("the one at the start").isPositive();
        scripted.kernel.state().lost(7).backlog(3).backlogWaitTimeActual(11);
        get(daemon.client().setBacklogLimit(500)); // to the kernel that is any program

        await().until(() -> value("audit_kernel_lost_records_total") == 7);

        assertThat(value("audit_daemon_calm")).isOne();
        assertThat(value("audit_kernel_backlog_records")).isEqualTo(3);
        assertThat(value("audit_kernel_backlog_wait_time_actual_ticks_total")).isEqualTo(11);
        assertThat(value("audit_daemon_status_replies_total")).isGreaterThan(replies);
        await().until(() -> value("audit_daemon_setting_changes_total") == 1);
        assertThat(value("audit_kernel_backlog_limit_records")).isEqualTo(500);
        assertThat(value("audit_daemon_leased_settings")).as("enabled").isOne();
    }

    @Test
    @ResourceLock(MULTICAST_GROUP)
    void anotherDaemonIsCounted() {
        scripted.kernel.state().daemon(OWN_PID, 0);
        daemon = scripted.open(watching().mode(AuditDaemonMode.MULTICAST), collector);
        // beside another daemon silence proves nothing, so there has to be a trickle of records
        Future<Long> trickle = scripted.kernel.flood().toGroups(1).records(Long.MAX_VALUE).perSecond(20).start();
        assertThat(value("audit_daemon_other_daemon_changes_total")).isZero();

        scripted.kernel.state().daemon(4711, 0);

        await().until(() -> collector.events(OtherDaemonChange.class).size() == 1);
        assertThat(value("audit_daemon_other_daemon_changes_total")).isOne();
        assertThat(value("audit_kernel_daemon_pid")).isEqualTo(4711);
        trickle.cancel(false);
    }

    @Test
    void aLostRegistrationAndTheNextOneAreCounted() {
        AuditDaemonOptionsBuilder options = scripted.options();
        options.checkInterval = Duration.ofMillis(200);
        daemon = scripted.open(options, collector);

        scripted.kernel.state().daemon(0, 0);

        await().atMost(Duration.ofSeconds(40)).until(() -> value("audit_daemon_regained_registrations_total") == 1);
        assertThat(value("audit_daemon_lost_registrations_total")).isOne();
        assertThat(value("audit_daemon_registered")).isOne();
        assertThat(value("audit_daemon_first_registrations_total")).isOne();
    }

    @Test
    void aChallengeIsCounted() {
        daemon = scripted.open(scripted.options(), collector);

        scripted.refused(scripted.options(), new Collector());

        await().until(() -> collector.events(AuditDaemonEvent.class).stream()
                .anyMatch(event -> event.kind() == AuditDaemonEvent.Kind.CHALLENGED));
        assertThat(value("audit_daemon_challenges_total")).isOne();
    }

    @Test
    void anInvalidDatagramIsCounted() {
        daemon = scripted.open(scripted.options(), new AuditEventAssembler(), collector);

        get(scripted.kernel.send(Unpooled.copyInt(1, 2)));

        await().until(() -> value("audit_daemon_invalid_messages_total") == 1);
        assertThat(value("audit_assembler_lost_invalid_messages_total")).isOne();
    }

    @Test
    void theFlowControlHandlersNumbersAreThereAfterTheClose() {
        AuditFlowControlHandler flowControl = new AuditFlowControlHandler(100_000, AuditFlowPolicy.DROP);
        daemon = scripted.open(scripted.options(), new AuditEventAssembler(), flowControl, collector);
        flowControl.pause();
        get(scripted.kernel.flood().records(5_000).start());

        await().until(() -> value("audit_flow_control_dropped_events_total") > 0);

        assertThat(value("audit_flow_control_held_bytes")).isPositive().isEqualTo(flowControl.heldBytes());
        assertThat(value("audit_flow_control_read_pauses_total")).isZero();
        get(daemon.close());
        await().until(() -> flowControl.heldBytes() == 0);
        assertThat(value("audit_flow_control_held_bytes")).isZero();
        assertThat(value("audit_flow_control_dropped_events_total")).isEqualTo(flowControl.droppedEvents());
        assertThat(value("audit_flow_control_dropped_records_total")).isEqualTo(flowControl.droppedRecords());
    }

    @Test
    void handlersThatAreAddedLaterAreFound() {
        daemon = scripted.open(scripted.options(), collector.passingOn(), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
            }
        });
        assertThat(daemon.metrics().value("audit_assembler_records_total")).isEmpty();
        daemon.dataChannel().pipeline().addFirst(new AuditEventAssembler());
        assertThat(value("audit_assembler_records_total")).isZero();
    }

    @Test
    @ResourceLock(MULTICAST_GROUP)
    void withoutTheRightToAskTheKernelsNumbersAreAbsent() {
        scripted.kernel.state().access(KernelAccess.NO_CAPABILITY);
        daemon = scripted.open(scripted.options().mode(AuditDaemonMode.MULTICAST), collector);

        assertThat(daemon.metrics().values().keySet()).extracting(AuditMetric::source)
                .doesNotContain(AuditMetric.Source.KERNEL);
        assertThat(daemon.lastStatus()).isNull();
        assertThat(collector.events(AuditStatusEvent.class)).isEmpty();
    }

    /** No request, no lock that a busy daemon holds, no wait for an event loop. */
    @Test
    void whileBothEventLoopsAreBlockedTheNumbersCanBeRead() {
        daemon = scripted.open(scripted.options().watchInterval(Duration.ZERO), new AuditEventAssembler(), collector);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Callable<Boolean> block = () -> {
            begun.countDown();
            return end.await(60, TimeUnit.SECONDS);
        };
        List<Future<Boolean>> blocked = List.of(daemon.dataChannel().eventLoop().submit(block),
                daemon.client().channel().eventLoop().submit(block));
        await().until(() -> begun.getCount() == 0);
        int tasks = waitingTasks();

        for (int reading = 0; reading < 1_000; reading++) {
            assertThat(value("audit_daemon_open")).isOne();
        }

        assertThat(waitingTasks()).as("what the readings ask of the event loops").isEqualTo(tasks);
        end.countDown();
        blocked.forEach(loop -> assertThat(get(loop)).isTrue());
    }

    private int waitingTasks() {
        return ((SingleThreadEventLoop) daemon.dataChannel().eventLoop()).pendingTasks()
                + ((SingleThreadEventLoop) daemon.client().channel().eventLoop()).pendingTasks();
    }
}
