package io.github.nettyaudit.server.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.testkit.KernelAccess;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the server does to a kernel, on a scripted one. */
class UnicastSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScriptedKernel kernel = ScriptedKernel.start();
    private final KernelEndpoint endpoint = new KernelEndpoint(NetlinkProtocol.USERSOCK, kernel.address(),
            KernelEndpoint.LIVE.pid());
    private final KernelChannels channels = new KernelChannels(endpoint, null);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final OperatorLog notices = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final StreamCounters counters = new StreamCounters();

    @AfterEach
    void close() throws Exception {
        channels.close();
        kernel.close();
    }

    @Test
    void whatWasChangedIsPutBack() throws Exception {
        UnicastSource source = open("--backlog-limit", "9000", "--backlog-wait-time", "7");
        assertThat(kernel.state().enabled()).isOne();
        assertThat(kernel.state().backlogLimit()).isEqualTo(9000);
        assertThat(kernel.state().backlogWaitTime()).isEqualTo(7);
        assertThat(kernel.state().daemonPid()).isEqualTo(endpoint.pid());

        assertThat(source.stop(PATIENCE)).isTrue();
        assertThat(kernel.state().enabled()).isZero();
        assertThat(kernel.state().backlogLimit()).isEqualTo(64);
        assertThat(kernel.state().backlogWaitTime()).isEqualTo(15_000);
        assertThat(kernel.state().daemonPid()).isZero();
    }

    @Test
    void auditingIsNotTurnedOffUnderAnotherDaemon() throws Exception {
        UnicastSource source = open("--no-reregister", "--backlog-limit", "9000");
        kernel.state().daemon(4711, kernel.state().daemonPortId());

        assertThat(source.stop(PATIENCE)).isTrue();

        assertThat(kernel.state().enabled()).isOne();
        assertThat(kernel.state().backlogLimit()).isEqualTo(9000);
        notices.close();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("process 4711 has become the audit daemon");
    }

    @Test
    void whatIsAsWantedIsNotTouched() throws Exception {
        kernel.state().enabled(1);
        UnicastSource source = open("--backlog-limit", "64");
        assertThat(source.stop(PATIENCE)).isTrue();
        // registered and left, nothing else
        assertThat(kernel.requests(AuditMessageType.SET)).hasSize(2);
        assertThat(kernel.state().enabled()).isOne();
    }

    @Test
    void auditingStaysOffIfSoAsked() throws Exception {
        UnicastSource source = open("--no-enable");
        assertThat(kernel.state().enabled()).isZero();
        assertThat(source.stop(PATIENCE)).isTrue();
        notices.close();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("stays off");
    }

    @Test
    void lockedKernelGivesItsRecordsAndKeepsItsSettings() throws Exception {
        kernel.state().locked();
        UnicastSource source = open("--backlog-limit", "9000");
        assertThat(kernel.state().daemonPid()).isEqualTo(endpoint.pid());
        assertThat(kernel.state().backlogLimit()).isEqualTo(64);
        kernel.flood().records(100).start();
        await().until(() -> counters.records() >= 100);
        assertThat(source.stop(PATIENCE)).isTrue();
        notices.close();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("locked (enabled=2)", "backlog_limit 64 -> 9000");
    }

    @Test
    void otherDaemonIsNamedAndTheLimitsArePutBack() throws Exception {
        KernelChannels others = new KernelChannels(endpoint, null);
        UnicastSource other = open(others, "--no-enable");
        assertThatExceptionOfType(ServerException.class).isThrownBy(() -> open("--backlog-limit", "9000"))
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.OTHER_DAEMON))
                .withMessageContaining("EEXIST");
        assertThat(kernel.state().backlogLimit()).isEqualTo(64);
        assertThat(other.stop(PATIENCE)).isTrue();
        others.close();
    }

    @Test
    void ofTwoLimitsTheOneThatTheKernelTookIsPutBack() {
        assertThatExceptionOfType(ServerException.class)
                .isThrownBy(() -> open("--backlog-limit", "9000", "--backlog-wait-time", "150001"))
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE));
        assertThat(kernel.requests(AuditMessageType.SET)).hasSize(2);
        assertThat(kernel.state().backlogLimit()).isEqualTo(64);
    }

    @Test
    void aSourceThatIsClosedWithoutBeingStoppedPutsBackAllTheSame() throws Exception {
        UnicastSource source = open("--backlog-limit", "9000");
        source.close();
        assertThat(kernel.state().enabled()).isZero();
        assertThat(kernel.state().backlogLimit()).isEqualTo(64);
        assertThat(kernel.state().daemonPid()).isZero();
    }

    @Test
    void refusalIsOneSentence() {
        kernel.state().access(KernelAccess.NO_CAPABILITY);
        assertThatExceptionOfType(ServerException.class).isThrownBy(() -> open())
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.KERNEL_REFUSES))
                .withMessageContaining("CAP_AUDIT_CONTROL");
    }

    @Test
    void settingThatCannotBePutBackIsTold() throws Exception {
        UnicastSource source = open("--backlog-limit", "9000");
        kernel.state().locked(); // by somebody else, meanwhile
        assertThat(source.stop(PATIENCE)).isFalse();
        notices.close();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("could not be left as it was found", "EPERM");
        assertThat(kernel.state().daemonPid()).isZero();
    }

    @Test
    void recordsUntilTheEndAreRead() throws Exception {
        UnicastSource source = open();
        kernel.flood().records(2_000).start();
        assertThat(source.stop(PATIENCE)).isTrue();
        assertThat(counters.records()).isGreaterThanOrEqualTo(2_000);
    }

    private UnicastSource open(String... arguments) throws Exception {
        return open(channels, arguments);
    }

    private UnicastSource open(KernelChannels channels, String... arguments) throws Exception {
        ServerOptions options = new ServerOptions();
        new CommandLine(options).parseArgs(arguments);
        RecordStream stream = new RecordStream(ByteBufAllocator.DEFAULT, List.of(), AuditMessageType::name, counters);
        StreamHandler handler = new StreamHandler(stream, new StreamHandler.Listener() {
            @Override
            public void daemonChanged(AuditDaemonEvent event) {
            }

            @Override
            public void channelClosed() {
            }

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
        AuditClient control = channels.openControl();
        return UnicastSource.open("test", endpoint, channels, control, KernelReplies.await(control.status()), options.kernel,
                handler, counters, notices);
    }
}
