package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.expect;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server before the configuration is locked: killed and started again, and locking by its rules file. */
public final class GuestServerOpenChecks {
    private static final String STATE = "/run/netty-audit-guest";
    private static final String[] OPTIONS = {"--backlog-limit", "9999", "--state-directory", STATE};

    private final GuestReport report;
    private final GuestKernel kernel;
    private final String jar;

    /** @param jar the server's jar file */
    public GuestServerOpenChecks(GuestReport report, GuestKernel kernel, String jar) {
        this.report = report;
        this.kernel = kernel;
        this.jar = jar;
    }

    /** Kills the server; the next one restores what the first had found. */
    public void killed() throws Exception {
        get(kernel.client().setEnabled(AuditEnabled.OFF));
        AuditStatus found = get(kernel.client().status());
        try (GuestServer server = GuestServer.start(jar, OPTIONS)) {
            report.check("server: becomes the daemon and applies its settings", () -> {
                String notice = server.awaitNotice("source: unicast");
                expectChanged(server);
                return notice;
            });
            report.check("server, kill -9: its settings stay in the kernel", () -> {
                server.kill();
                AuditStatus left = get(kernel.client().status());
                expectEqual(AuditEnabled.ON, left.enabled());
                expectEqual(9999L, left.backlogLimit());
                return "";
            });
        }
        try (GuestServer server = GuestServer.start(jar, OPTIONS)) {
            report.check("server, started again: becomes the daemon", () -> {
                String notice = server.awaitNotice("source: unicast");
                expectChanged(server);
                return notice;
            });
            report.check("server, started again: SIGTERM ends it with 0", () -> {
                expectEqual(0, server.terminate());
                return server.awaitNotice("ended after");
            });
            report.check("server, started again: restored what the killed one had found", () -> {
                kernel.expectAsFound(found);
                expect(!Files.exists(Path.of(STATE, "state")), "the state file is still there");
                return "";
            });
        }
    }

    private void expectChanged(GuestServer server) throws Exception {
        AuditStatus status = get(kernel.client().status());
        expectEqual(server.pid(), status.pid());
        expectEqual(AuditEnabled.ON, status.enabled());
        expectEqual(9999L, status.backlogLimit());
        expect(Files.exists(Path.of(STATE, "state")), "no state file");
    }

    /**
     * Loads a rules file that ends with {@code -e 2}; the configuration is locked afterwards.
     *
     * @param shell the process that the rule of the file is about
     */
    public void locks(Process shell) throws Exception {
        AuditStatus found = get(kernel.client().status());
        Path rules = Files.writeString(Path.of("/netty-audit/locking.rules"),
                "-a always,exit -F arch=b64 -S getppid -F pid=" + shell.pid() + " -k " + GuestKernel.KEY
                        + "\n-e 2\n");
        String[] options = {"--backlog-limit", "9999", "--state-directory", STATE, "--rules", rules.toString()};
        try (GuestServer server = GuestServer.start(jar, options)) {
            report.check("server, -e 2 in its rules: locks the configuration", () -> {
                server.awaitNotice("source: unicast");
                String notice = server.awaitNotice("--rules " + rules + ": ");
                AuditStatus status = get(kernel.client().status());
                expectEqual(AuditEnabled.LOCKED, status.enabled());
                expectEqual(server.pid(), status.pid());
                return notice;
            });
            report.check("server, -e 2 in its rules: SIGTERM ends it with 0", () -> {
                expectEqual(0, server.terminate());
                return server.awaitNotice("ended after");
            });
            report.check("server, -e 2 in its rules: says what it could not restore",
                    () -> server.awaitNotice("enabled=2", "stays changed", "backlog_limit " + found.backlogLimit() + " -> 9999"));
            report.check("server, -e 2 in its rules: leaves its place", () -> {
                AuditStatus status = get(kernel.client().status());
                expectEqual(0, status.pid());
                expectEqual(AuditEnabled.LOCKED, status.enabled());
                expectEqual(9999L, status.backlogLimit());
                return "";
            });
        }
    }
}
