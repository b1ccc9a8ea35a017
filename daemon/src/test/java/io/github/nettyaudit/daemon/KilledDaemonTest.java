package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.testkit.KernelState;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed, and the next one, on a scripted kernel (M6, invariant 7). */
class KilledDaemonTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    private final Scripted scripted = new Scripted();
    private final KernelState state = scripted.kernel.state();

    @AfterEach
    void close() {
        scripted.close();
    }

    /** Opens a daemon in a process of its own and kills that. */
    private void openAndKill() throws IOException, InterruptedException {
        Process process = start();
        assertThat(state.enabled()).isOne();
        assertThat(state.backlogLimit()).isEqualTo(9000);
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        state.clientPid(OWN_PID);
        assertThat(state.enabled()).as("nobody has restored anything").isOne();
        assertThat(directory.resolve(fileName())).exists();
    }

    private Process start() throws IOException {
        Process process = ChildJvm.start(Program.class, String.valueOf(scripted.kernel.address().portId()),
                directory.toString());
        state.clientPid((int) process.pid());
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        assertThat(process.inputReader().readLine()).isEqualTo("open");
        return process;
    }

    private String fileName() {
        return scripted.options().stateDirectory(directory).build().stateFileName();
    }

    private AuditDaemonOptionsBuilder options() {
        return scripted.options().stateDirectory(directory);
    }

    private AuditDaemon open(AuditDaemonOptionsBuilder options) {
        return scripted.open(options, new ChannelInboundHandlerAdapter());
    }

    @Test
    void theNextDaemonRestoresWhatTheKilledOneHadFound() throws Exception {
        openAndKill();

        AuditDaemon next = open(options().backlogLimit(9000));

        assertThat(next.changes()).containsExactly(new LeasedSetting(AuditSetting.ENABLED, 0, 1),
                new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000));
        assertThat(scripted.notices).anyMatch(notice -> notice.contains("an earlier process ended without restoring")
                && notice.contains("backlog_limit 64 -> 9000"));
        get(next.close());
        scripted.assertAsFound();
        assertThat(directory.resolve(fileName())).doesNotExist();
    }

    @Test
    void whatTheNextDaemonDoesNotWantIsRestoredAtOnceButAuditingIsTurnedOffAtItsCloseOnly() throws Exception {
        openAndKill();

        AuditDaemon next = open(options().enable(false));

        assertThat(state.enabled()).as("an audit daemon that starts turns no auditing off").isEqualTo(1);
        assertThat(state.backlogLimit()).isEqualTo(64);
        get(next.close());
        scripted.assertAsFound();
    }

    @Test
    void killedTwiceStillKnowsWhatTheFirstOneFound() throws Exception {
        openAndKill();
        openAndKill();

        get(open(options()).close());

        scripted.assertAsFound();
    }

    @Test
    void whatAnAdministratorHasChangedAfterTheKillStays() throws Exception {
        openAndKill();
        // by hand, with auditctl -b 500
        AuditDaemon admin = open(scripted.options().enable(false).backlogLimit(500));
        admin.keep(AuditStatus.builder().backlogLimit(500).build());
        get(admin.close());
        assertThat(state.backlogLimit()).isEqualTo(500);

        AuditDaemon next = open(options().backlogLimit(8192));
        assertThat(next.changes()).contains(new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 500, 8192));
        get(next.close());

        assertThat(state.backlogLimit()).isEqualTo(500);
        assertThat(state.enabled()).isZero();
    }

    @Test
    void sigtermRestoresWithoutAWordOfTheProgram() throws Exception {
        Process process = start();

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(scripted::assertAsFound);
        assertThat(directory.resolve(fileName())).doesNotExist();
    }

    @Test
    void theEndOfMainWithoutACloseRestores() throws Exception {
        Process process = start();

        process.getOutputStream().write("shutdown\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        await().untilAsserted(scripted::assertAsFound);
    }

    @Test
    void withoutAStateFileTheKillIsNotKnown() throws Exception {
        openAndKill();
        Files.delete(directory.resolve(fileName()));

        get(open(options()).close());

        assertThat(state.enabled()).isOne();
        assertThat(state.backlogLimit()).isEqualTo(9000);
    }

    @Test
    void eachKernelHasAFileOfItsOwn() {
        assertThat(AuditDaemonOptions.defaults().stateFileName()).isEqualTo("state");
        assertThat(fileName()).isEqualTo("state-2-" + Integer.toUnsignedString(scripted.kernel.address().portId()));
        assertThat(List.of("state")).doesNotContain(fileName());
    }

    /** A daemon that does nothing until it is killed, or told to shut its loops down. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            System.in.read();
            AuditDaemonOptions options = AuditDaemonOptions.builder()
                    .endpoint(new AuditEndpoint(NetlinkProtocol.USERSOCK,
                            NetlinkAddress.port(Integer.parseInt(arguments[0]))))
                    .stateDirectory(Path.of(arguments[1])).backlogLimit(9000).build();
            var group = new MultiThreadIoEventLoopGroup(2,
                    EpollIoHandler.newFactory());
            AuditDaemon.open(group, options, new ChannelInboundHandlerAdapter()).sync();
            System.out.println("open");
            if (System.in.read() >= 0) {
                group.shutdownGracefully(); // and nothing else
            }
        }
    }
}
