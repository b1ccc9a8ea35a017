package io.github.nettyaudit.daemon.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.delivery.Delivery;
import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.tls.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink with Debian's rsyslog. */
class RsyslogTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TCP = "module(load=\"imtcp\") input(type=\"imtcp\" address=\"127.0.0.1\" port=\"PORT\")";

    @TempDir
    private Path directory;
    private Rsyslog rsyslog;
    private EventSink sink;

    @BeforeEach
    void find() throws Exception {
        rsyslog = Rsyslog.assume(directory);
    }

    @AfterEach
    void close() throws Exception {
        if (rsyslog != null) {
            rsyslog.close();
        }
        if (sink != null) {
            sink.close(Duration.ZERO).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private Map<String, Object> receiver(String transport) {
        return new HashMap<>(Map.of("address", "127.0.0.1:" + rsyslog.port(), "transport", transport));
    }

    private TestAuthority startWithTls() throws Exception {
        TestAuthority authority = new TestAuthority(directory);
        authority.issue("server");
        authority.issue("client");
        rsyslog.start("defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\"" + authority.file("authority.pem")
                + "\" defaultNetstreamDriverCertFile=\"" + authority.file("server.pem")
                + "\" defaultNetstreamDriverKeyFile=\"" + authority.file("server.key") + '"',
                "module(load=\"imtcp\" streamDriver.name=\"ossl\" streamDriver.mode=\"1\""
                + " streamDriver.authMode=\"x509/certvalid\")"
                + " input(type=\"imtcp\" address=\"127.0.0.1\" port=\"PORT\")");
        rsyslog.awaitPort();
        return authority;
    }

    private Map<String, Object> tls(TestAuthority authority) {
        Map<String, Object> settings = receiver("tls");
        settings.putAll(Map.of("tls.trust", authority.file("authority.pem"), "tls.server-name", "localhost",
                "tls.certificate", authority.file("client.pem"), "tls.key", authority.file("client.key")));
        return settings;
    }

    private static void drained(MemoryEventLog log, Delivery delivery) {
        await().atMost(LONG).until(() -> delivery.status().position() == log.endSequence());
    }

    /** Each event at least once, and the first time in order. */
    private void assertEveryId(long last) throws Exception {
        rsyslog.awaitLines(lines -> lines.stream().anyMatch(line -> line.contains(":" + last + "\"]")));
        assertThat(rsyslog.ids().stream().distinct()).containsExactlyElementsOf(Numbered.ids(1, last));
    }

    @Test
    void everyPartOfAMessageIsReadOverTcp() throws Exception {
        rsyslog.start("", TCP);
        rsyslog.awaitPort();
        Map<String, Object> settings = receiver("tcp");
        settings.putAll(Map.of("facility", "local6", "severity", "notice", "app-name", "forwarder"));
        sink = Numbered.sink(settings);
        String text = "{\"text\":\"ü € \\n ] \\\" 😀\"}";

        assertThat(Numbered.send(sink, Numbered.batch(7, text)).get(30, TimeUnit.SECONDS).isAccepted()).isTrue();

        assertThat(rsyslog.awaitLines(lines -> !lines.isEmpty())).containsExactly((22 * 8 + 5)
                + "|2026-11-22T07:40:17.007Z|web1|forwarder|" + ProcessHandle.current().pid()
                + "|[audit@32473 id=\"web1/1795333217.007:7\"]|" + text);
    }

    @Test
    void aReceiverThatIsKilledAndStartedAgainMissesNothing() throws Exception {
        rsyslog.start("", TCP);
        rsyslog.awaitPort();
        MemoryEventLog log = Numbered.log();
        Map<String, Object> settings = receiver("tcp");
        sink = Numbered.sink(settings);
        Delivery delivery = Numbered.deliver(log, sink);
        for (int round = 1; round <= 3; round++) {
            Numbered.append(log, 1000);
            int seen = round * 1000 - 700;
            rsyslog.awaitLines(lines -> lines.size() > seen);
            Numbered.append(log, 1000);
            if (round == 2) {
                rsyslog.terminate();
            } else {
                rsyslog.kill();
            }
            Numbered.append(log, 500);
            rsyslog.start();
        }
        drained(log, delivery);
        assertEveryId(log.endSequence() - 1);
        assertThat(delivery.close(LONG)).isTrue();
        sink = null;
    }

    @Test
    void aReceiverThatStandsStillAndIsKilledMissesNothing() throws Exception {
        rsyslog.start("", TCP);
        rsyslog.awaitPort();
        MemoryEventLog log = Numbered.log();
        sink = Numbered.sink(receiver("tcp"));
        Delivery delivery = Numbered.deliver(log, sink);
        Numbered.append(log, 100);
        drained(log, delivery);
        rsyslog.signal("STOP");
        Numbered.append(log, 200); // less than its socket holds
        drained(log, delivery); // its kernel has them, and the program does not
        rsyslog.kill();
        rsyslog.start();
        Numbered.append(log, 1);
        drained(log, delivery);
        assertEveryId(301);
        delivery.close(LONG);
        sink = null;
    }

    @Test
    void anExpiredCertificateIsSaidAndItsSuccessorIsUsedWithoutARestart() throws Exception {
        TestAuthority authority = startWithTls();
        authority.issueExpired("client");
        MemoryEventLog log = Numbered.log();
        sink = Numbered.sink(tls(authority));
        Delivery delivery = Numbered.deliver(log, sink);
        Numbered.append(log, 300);
        await().atMost(LONG).until(() -> String.valueOf(delivery.status().lastError()).contains("has expired at"));
        assertThat(delivery.status().lastError()).startsWith("no connection to 127.0.0.1:" + rsyslog.port()
                + ": the certificate of tls.certificate, " + authority.file("client.pem") + ", has expired at ");
        assertThat(delivery.status().position()).isEqualTo(log.endSequence() - 300);

        authority.issue("client");
        drained(log, delivery);
        assertEveryId(300);

        rsyslog.kill();
        Numbered.append(log, 300);
        rsyslog.start();
        drained(log, delivery);
        assertEveryId(600);
        assertThat(delivery.close(LONG)).isTrue();
        sink = null;
    }

    @Test
    void aReceiverThatRefusesTheCertificateHasAcceptedNothing() throws Exception {
        TestAuthority authority = startWithTls();
        TestAuthority others = new TestAuthority(directory, "others");
        others.issue("client");
        sink = Numbered.sink(tls(authority));
        for (int i = 0; i < 2; i++) {
            SinkResult result = Numbered.send(sink, Numbered.batch(1, "{}")).get(30, TimeUnit.SECONDS);
            assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        }
        assertThat(rsyslog.lines()).isEmpty();
    }

    @Test
    void aReceiverWithAnotherNameIsNotTrusted() throws Exception {
        TestAuthority authority = startWithTls();
        Map<String, Object> settings = tls(authority);
        settings.remove("tls.server-name");
        sink = Numbered.sink(settings);
        SinkResult result = Numbered.send(sink, Numbered.batch(1, "{}")).get(30, TimeUnit.SECONDS);
        assertThat(result.reason(0)).startsWith("the connection to 127.0.0.1:" + rsyslog.port()
                + " fails: the server's certificate has another name: check the address, or set tls.server-name");
    }

    @Test
    void overUdpAReceiverThatIsNotThereIsNoticed() throws Exception {
        String input = "module(load=\"imudp\") input(type=\"imudp\" address=\"127.0.0.1\" port=\"PORT\")";
        MemoryEventLog log = Numbered.log();
        sink = Numbered.sink(receiver("udp"));
        Delivery delivery = Numbered.deliver(log, sink);
        Numbered.append(log, 50);
        await().atMost(LONG).until(() -> String.valueOf(delivery.status().lastError()).startsWith("nobody receives at"));
        assertThat(delivery.status().position()).isEqualTo(log.endSequence() - 50);
        rsyslog.start("", input);
        drained(log, delivery); // what was under way while its port opened may be lost
        Numbered.append(log, 50);
        drained(log, delivery);
        rsyslog.awaitLines(lines -> lines.stream().anyMatch(line -> line.contains(":100\"]")));
        assertThat(rsyslog.ids()).containsAll(Numbered.ids(51, 100));
        delivery.close(LONG);
        sink = null;
    }

    @Test
    void theLocalSocketIsReadAndAReceiverThatStandsStillDelays() throws Exception {
        Path socket = directory.resolve("log");
        rsyslog.start("", "module(load=\"imuxsock\" sysSock.use=\"off\") input(type=\"imuxsock\" socket=\"" + socket
                + "\" ratelimit.interval=\"0\")");
        await().atMost(LONG).until(() -> Files.exists(socket));
        MemoryEventLog log = Numbered.log();
        sink = Numbered.sink(Map.of("address", socket.toString(), "transport", "unix"));
        Delivery delivery = Numbered.deliver(log, sink);
        rsyslog.signal("STOP");
        Numbered.append(log, 2000);
        await().atMost(LONG).until(() -> delivery.status().batches() == 0 && delivery.status().lag() == 2000);
        rsyslog.signal("CONT");
        drained(log, delivery);

        List<String> lines = rsyslog.awaitLines(all -> all.size() == 2000);
        assertThat(lines.get(0)).startsWith("86|").contains("|netty-audit|" + ProcessHandle.current().pid() + "|-| {");
        HashSet<Long> serials = new HashSet<>();
        for (String line : lines) {
            serials.add(Long.valueOf(line.replaceFirst(".*\"serial\":([0-9]+).*", "$1")));
        }
        assertThat(serials).hasSize(2000);
        delivery.close(LONG);
        sink = null;
    }
}
