package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.github.nettyaudit.testkit.LiveKernel;
import io.github.nettyaudit.testkit.LiveKernelStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon of the kernel that runs here leaves it as it was found, however it ends (invariant 7). */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class AuditDaemonLiveTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    private final MultiThreadIoEventLoopGroup group = Scripted.group(2);
    private final List<Process> children = new ArrayList<>();
    private LiveKernel kernel;

    @BeforeEach
    void take() throws IOException {
        LiveKernel.whyUnavailable().ifPresent(reason -> {
            if (LiveKernel.isRequired()) {
                fail(LiveKernel.ENVIRONMENT + "=require, but " + reason);
            }
            System.out.println("SKIPPED a live test: " + reason);
            Assumptions.abort(reason);
        });
        kernel = LiveKernel.take(Duration.ofMinutes(15));
        kernel.setEnabled(false);
        kernel.setBacklogLimit(100);
        kernel.setBacklogWaitTime(1000);
    }

    @AfterEach
    void giveBack() {
        children.forEach(Process::destroyForcibly);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        if (kernel != null) {
            kernel.close();
        }
    }

    private AuditDaemonOptionsBuilder options() {
        return AuditDaemonOptions.builder().stateDirectory(directory.resolve("state")).shutdownHook(false)
                .backlogLimit(5000);
    }

    private void assertAsFound() {
        LiveKernelStatus now = kernel.status();
        assertThat(now.pid()).as("pid").isZero();
        assertThat(now.enabled()).as("enabled").isZero();
        assertThat(now.backlogLimit()).as("backlog_limit").isEqualTo(100);
        assertThat(now.backlogWaitTime()).as("backlog_wait_time").isEqualTo(1000);
    }

    private void assertChanged(long pid) {
        LiveKernelStatus now = kernel.status();
        assertThat(now.pid()).as("pid").isEqualTo((int) pid);
        assertThat(now.enabled()).as("enabled").isOne();
        assertThat(now.backlogLimit()).as("backlog_limit").isEqualTo(5000);
    }

    private Process start(AuditDaemonMode mode) throws IOException {
        Process process = ChildJvm.start(Program.class, mode.name(), directory.resolve("state").toString());
        children.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        return process.inputReader().readLine();
    }

    private static void tell(Process process, String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** The example of README.md as it stands there. */
    @Test
    void theFirstExampleOfTheReadme() throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        class YourHandler extends SimpleChannelInboundHandler<AuditRecordMessage> {
            @Override
            protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
                received.add(record.text());
            }
        }

        EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        AuditDaemon daemon = AuditDaemon.open(group, new YourHandler()).sync().getNow();
        assertThat(kernel.status().pid()).isEqualTo(OWN_PID);
        assertThat(kernel.status().enabled()).isOne();
        byte[] text = "op=test res=success\0".getBytes(StandardCharsets.US_ASCII);
        daemon.client().send(AuditRequest.raw(AuditMessageType.of("USER_LOGIN"), text)).sync();
        await().until(() -> received.stream().anyMatch(record -> record.contains("op=test res=success")));
        daemon.close().sync();
        group.shutdownGracefully().sync();

        assertAsFound();
    }

    @Test
    void closeLeavesItAsFound() {
        AuditDaemon daemon = get(AuditDaemon.open(group, options().build(), new Collector()));
        assertChanged(OWN_PID);

        AuditCloseReport report = get(daemon.close());

        assertThat(report.problems()).isEmpty();
        assertThat(report.restored()).hasSize(2);
        assertAsFound();
    }

    @Test
    void anotherProgramsBacklogLimitStays() {
        AuditDaemon daemon = get(AuditDaemon.open(group, options().build(), new Collector()));
        kernel.setBacklogLimit(777);

        assertThat(get(daemon.close()).isClean()).isTrue();

        LiveKernelStatus after = kernel.status();
        assertThat(after.backlogLimit()).isEqualTo(777);
        assertThat(after.enabled()).isZero();
        assertThat(after.pid()).isZero();
    }

    @Test
    void shutdownOfTheGroupAlone() {
        AuditDaemon daemon = get(AuditDaemon.open(group, options().build(), new Collector()));

        group.shutdownGracefully();

        assertThat(daemon.closed().awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.closed().getNow().problems()).isEmpty();
        assertAsFound();
    }

    @Test
    void shutdownOfTheGroupAloneAsTheLastAct() throws Exception {
        Process process = start(AuditDaemonMode.DAEMON);
        assertThat(line(process)).isEqualTo("open DAEMON");
        assertChanged(process.pid());

        tell(process, "shutdown");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertAsFound();
    }

    @Test
    void sigterm() throws Exception {
        Process process = start(AuditDaemonMode.DAEMON);
        assertThat(line(process)).isEqualTo("open DAEMON");
        assertChanged(process.pid());

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertAsFound();
        assertThat(directory.resolve("state/state")).doesNotExist();
    }

    @Test
    void afterAKillTheNextDaemonRestoresWhatTheFirstOneFound() throws Exception {
        Process process = start(AuditDaemonMode.DAEMON);
        assertThat(line(process)).isEqualTo("open DAEMON");
        assertChanged(process.pid());
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        assertThat(kernel.status().enabled()).as("nobody has restored it").isOne();
        assertThat(kernel.status().backlogLimit()).isEqualTo(5000);

        AuditDaemon next = get(AuditDaemon.open(group, options().build(), new Collector()));
        assertChanged(OWN_PID);
        assertThat(get(next.close()).problems()).isEmpty();

        assertAsFound();
    }

    @Test
    void ofThreeSimultaneousStartsOneIsTheDaemonAndTheOthersReadBesideIt() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start(AuditDaemonMode.AUTO));
        }
        List<String> lines = new ArrayList<>();
        for (Process process : processes) {
            lines.add(line(process));
        }
        assertThat(lines).containsExactlyInAnyOrder("open DAEMON", "open MULTICAST", "open MULTICAST");

        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertAsFound();
    }

    @Test
    void ofManyThatRaceForTheRegistrationAllReceive() {
        for (int round = 0; round < 5; round++) {
            List<Future<AuditDaemon>> opening = Stream.generate(() -> AuditDaemon.open(group,
                    options().mode(AuditDaemonMode.AUTO).build(), new ChannelInboundHandlerAdapter())).limit(4).toList();
            List<AuditDaemon> daemons = opening.stream().map(Scripted::get).toList();

            assertThat(daemons).extracting(AuditDaemon::mode).containsExactlyInAnyOrder(AuditDaemonMode.DAEMON,
                    AuditDaemonMode.MULTICAST, AuditDaemonMode.MULTICAST, AuditDaemonMode.MULTICAST);
            assertThat(daemons).noneMatch(daemon -> daemon.closed().isDone());
            daemons.stream().map(AuditDaemon::close).toList().forEach(Scripted::get);
            assertAsFound();
        }
    }

    /** A daemon that does nothing until it is told to shut its loops down, or is killed. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            var loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
            AuditDaemonOptions options = AuditDaemonOptions.builder().mode(AuditDaemonMode.valueOf(arguments[0]))
                    .stateDirectory(Path.of(arguments[1])).backlogLimit(5000).build();
            AuditDaemon daemon = AuditDaemon.open(loops, options, new ChannelInboundHandlerAdapter()).sync().getNow();
            System.out.println("open " + daemon.mode());
            if (System.in.read() >= 0) {
                loops.shutdownGracefully(); // and nothing else
            }
        }
    }
}
