package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;

/** The server while the configuration is locked. */
public final class GuestServerLockedChecks {
    private final GuestReport report;
    private final GuestKernel kernel;
    private final String jar;

    /** @param jar the server's jar file */
    public GuestServerLockedChecks(GuestReport report, GuestKernel kernel, String jar) {
        this.report = report;
        this.kernel = kernel;
        this.jar = jar;
    }

    /** Runs the checks. */
    public void run() throws Exception {
        AuditStatus found = get(kernel.client().status());
        try (GuestServer server = GuestServer.start(jar, "--backlog-limit", "8888")) {
            report.check("server, locked: becomes the daemon", () -> {
                server.awaitNotice("source: unicast");
                expectEqual(server.pid(), get(kernel.client().status()).pid());
                return "";
            });
            report.check("server, locked: says so",
                    () -> server.awaitNotice("is locked until the next boot (enabled=2)"));
            report.check("server, locked: says what it leaves as it is",
                    () -> server.awaitNotice("backlog_limit " + found.backlogLimit() + " -> 8888"));
            report.check("server, locked: streams a user message", () -> {
                kernel.userMessage("server");
                return server.awaitOutput("word=server");
            });
            report.check("server, locked: prints figures", () -> server.awaitNotice(" records in the kernel"));
            report.check("server, locked: SIGTERM ends it with 0", () -> {
                expectEqual(0, server.terminate());
                return server.awaitNotice("ended after");
            });
            report.check("server, locked: left the kernel as found", () -> {
                AuditStatus now = get(kernel.client().status());
                expectEqual(0, now.pid());
                expectEqual(AuditEnabled.LOCKED, now.enabled());
                expectEqual(found.backlogLimit(), now.backlogLimit());
                return "";
            });
        }
    }
}
