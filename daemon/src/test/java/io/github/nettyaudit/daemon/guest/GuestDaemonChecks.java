package io.github.nettyaudit.daemon.guest;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expect;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.AuditCloseReport;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonMode;
import io.github.nettyaudit.daemon.AuditDaemonOptions;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.github.nettyaudit.testkit.GuestKernel;
import io.github.nettyaudit.testkit.GuestReport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@link AuditDaemon} on a kernel that is not locked, on one that is, and on one that is locked meanwhile. */
final class GuestDaemonChecks {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path STATE = Path.of("/run/netty-audit");
    private static final long BACKLOG_LIMIT = 7777;

    private final GuestReport report;
    private final GuestKernel kernel;
    private final List<String> records = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();

    GuestDaemonChecks(GuestReport report, GuestKernel kernel) {
        this.report = report;
        this.kernel = kernel;
    }

    /** On a kernel that is not locked: close restores everything, also if the event loops end first. */
    void open() throws Exception {
        get(kernel.client().setEnabled(AuditEnabled.OFF));
        AuditStatus found = get(kernel.client().status());
        EventLoopGroup group = group();
        AuditDaemon daemon = open(group);
        report.check("AuditDaemon: registers and applies its settings", () -> {
            expectRegistered(daemon);
            AuditStatus status = get(kernel.client().status());
            expectEqual(AuditEnabled.ON, status.enabled());
            expectEqual(BACKLOG_LIMIT, status.backlogLimit());
            return daemon.mode() + ", because " + daemon.reason() + ", " + daemon.changes();
        });
        report.check("AuditDaemon: its state file is private", () -> {
            expectEqual("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(STATE)));
            Path file = STATE.resolve("state");
            expectEqual("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            return Files.readAllLines(file).toString();
        });
        report.check("AuditDaemon: receives a user message", () -> userMessage("daemon"));
        report.check("AuditDaemon: close restores what was found", () -> expectRestored(get(daemon.close()), found));
        AuditDaemon second = open(group);
        report.check("AuditDaemon: restores what was found if its event loops are shut down", () -> {
            expectRegistered(second);
            await(group.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS));
            await(second.closed());
            return expectRestored(second.closed().getNow(), found);
        });
        await(group.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS));
        printNotices();
    }

    private String expectRestored(AuditCloseReport closed, AuditStatus found) throws Exception {
        expect(closed.isClean(), closed);
        expectEqual(2, closed.restored().size());
        kernel.expectAsFound(found);
        expect(!Files.exists(STATE.resolve("state")), "the state file is still there");
        return closed.toString();
    }

    /** On a kernel that has been locked: nothing is changed, records are received. */
    void locked() throws Exception {
        AuditStatus found = get(kernel.client().status());
        EventLoopGroup group = group();
        AuditDaemon daemon = open(group);
        report.check("AuditDaemon, locked: registers", () -> {
            expectRegistered(daemon);
            expectEqual(List.of(), daemon.changes());
            return awaitNotice("locked until the next boot (enabled=2)");
        });
        report.check("AuditDaemon, locked: receives a user message", () -> userMessage("locked-daemon"));
        report.check("AuditDaemon, locked: close succeeds and leaves the kernel as found", () -> {
            AuditCloseReport closed = get(daemon.close());
            expect(closed.isClean(), closed);
            expectEqual(0, closed.restored().size());
            kernel.expectAsFound(found);
            return closed.toString();
        });
        await(group.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS));
        printNotices();
    }

    /** Locks the kernel while a daemon is open: close succeeds and names what stays changed. */
    void lockedMeanwhile() throws Exception {
        AuditStatus found = get(kernel.client().status());
        EventLoopGroup group = group();
        AuditDaemon daemon = open(group);
        report.check("AuditDaemon, locked meanwhile: registers", () -> {
            expectRegistered(daemon);
            get(kernel.client().setEnabled(AuditEnabled.LOCKED));
            return daemon.changes().toString();
        });
        report.check("AuditDaemon, locked meanwhile: receives a user message", () -> userMessage("meanwhile"));
        report.check("AuditDaemon, locked meanwhile: close succeeds", () -> {
            AuditCloseReport closed = get(daemon.close());
            expect(closed.isClean(), closed);
            expectEqual(0, closed.restored().size());
            expect(closed.left().contains(new LeasedSetting(AuditSetting.BACKLOG_LIMIT, found.backlogLimit(),
                    BACKLOG_LIMIT)), closed);
            return closed.toString();
        });
        report.check("AuditDaemon, locked meanwhile: says what stays changed",
                () -> awaitNotice("stays changed", "backlog_limit " + found.backlogLimit() + " -> " + BACKLOG_LIMIT));
        report.check("AuditDaemon, locked meanwhile: leaves its place", () -> {
            AuditStatus now = get(kernel.client().status());
            expectEqual(0, now.pid());
            expectEqual(AuditEnabled.LOCKED, now.enabled());
            expectEqual(BACKLOG_LIMIT, now.backlogLimit());
            return "";
        });
        await(group.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS));
        printNotices();
    }

    private static EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    }

    private AuditDaemon open(EventLoopGroup group) throws Exception {
        AuditDaemonOptions options = AuditDaemonOptions.builder().backlogLimit(BACKLOG_LIMIT).stateDirectory(STATE)
                .openTimeout(PATIENCE).closeTimeout(PATIENCE).notices(notices::add).build();
        return get(AuditDaemon.open(group, options, new Texts(records)));
    }

    private void expectRegistered(AuditDaemon daemon) throws Exception {
        expectEqual(AuditDaemonMode.DAEMON, daemon.mode());
        expectEqual((int) ProcessHandle.current().pid(), get(kernel.client().status()).pid());
    }

    private String userMessage(String word) throws Exception {
        kernel.userMessage(word);
        await("the message", () -> records.stream().anyMatch(text -> text.contains("word=" + word)));
        return "";
    }

    private String awaitNotice(String... parts) throws InterruptedException {
        await(String.join(" … ", parts), () -> find(parts).isPresent());
        return find(parts).orElseThrow();
    }

    private Optional<String> find(String... parts) {
        return notices.stream().filter(notice -> Stream.of(parts).allMatch(notice::contains)).findFirst();
    }

    private void printNotices() {
        notices.forEach(notice -> System.out.println("        AuditDaemon: " + notice));
        notices.clear();
    }

    /** Keeps the text of each record. */
    private static final class Texts extends SimpleChannelInboundHandler<AuditRecordMessage> {
        private final List<String> records;

        Texts(List<String> records) {
            this.records = records;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
            records.add(record.text().toString());
        }
    }
}
