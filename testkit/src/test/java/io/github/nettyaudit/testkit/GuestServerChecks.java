package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expect;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server, as a program of its own, while the configuration is locked. */
final class GuestServerChecks {
    private static final int LONGEST_END_SECONDS = 60;

    private final GuestReport report;
    private final GuestKernel kernel;
    private final String jar;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();

    /** @param jar the server's jar file */
    GuestServerChecks(GuestReport report, GuestKernel kernel, String jar) {
        this.report = report;
        this.kernel = kernel;
        this.jar = jar;
    }

    void run() throws Exception {
        AuditStatus found = get(kernel.client().status());
        Process server = start();
        report.check("server, locked: becomes the daemon", () -> {
            awaitNotice("source: unicast");
            expectEqual((int) server.pid(), get(kernel.client().status()).pid());
            return "";
        });
        report.check("server, locked: says so", () -> awaitNotice("is locked until the next boot (enabled=2)"));
        report.check("server, locked: says what it leaves as it is",
                () -> awaitNotice("left as it is: backlog_limit 4096 -> 9999"));
        report.check("server, locked: streams a user message", () -> {
            kernel.userMessage("server");
            await("the line", () -> lines.stream().anyMatch(line -> line.contains("word=server")));
            return lines.stream().filter(line -> line.contains("word=server")).findFirst().orElseThrow();
        });
        report.check("server, locked: prints figures", () -> awaitNotice(" records in the kernel"));
        report.check("server, locked: SIGTERM ends it with 0", () -> {
            server.toHandle().destroy(); // Process.destroy() would close the pipes, too
            expect(server.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS), "still runs");
            expectEqual(0, server.exitValue());
            return awaitNotice("ended after");
        });
        server.destroyForcibly();
        report.check("server, locked: left the kernel as found", () -> {
            AuditStatus now = get(kernel.client().status());
            expectEqual(0, now.pid());
            expectEqual(AuditEnabled.LOCKED, now.enabled());
            expectEqual(found.backlogLimit(), now.backlogLimit());
            return "";
        });
        notices.forEach(notice -> System.out.println("        server: " + notice));
    }

    private Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process server = new ProcessBuilder(java, "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar,
                "--no-listen", "--backlog-limit", "9999").start();
        collect(server.getInputStream(), lines);
        collect(server.getErrorStream(), notices);
        return server;
    }

    private static void collect(InputStream input, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("cannot be read: " + e);
            }
        }, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    private String awaitNotice(String part) throws InterruptedException {
        await("\"" + part + "\" in " + notices, () -> notices.stream().anyMatch(notice -> notice.contains(part)));
        return notices.stream().filter(notice -> notice.contains(part)).findFirst().orElseThrow();
    }
}
