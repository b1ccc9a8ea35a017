package io.github.nettyaudit.daemon.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sink with receivers that stop reading and cut connections at chosen moments. */
class StreamSinkTest {
    private ServerSocket receiver;
    private EventSink sink;

    @BeforeEach
    void listen() throws IOException {
        receiver = new ServerSocket();
        receiver.setReceiveBufferSize(1 << 16);
        receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        receiver.setSoTimeout(30_000);
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
        if (sink != null) {
            sink.close(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private EventSink sink(Map<String, ?> more) throws IOException {
        Map<String, Object> settings = new HashMap<>(Map.of("address", "127.0.0.1:" + receiver.getLocalPort(),
                "transport", "tcp", "framing", "newline"));
        settings.putAll(more);
        sink = Numbered.sink(settings);
        return sink;
    }

    private Socket accept() throws IOException {
        Socket connection = receiver.accept();
        connection.setSoTimeout(30_000);
        return connection;
    }

    private static SinkResult get(CompletableFuture<SinkResult> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    private static void cut(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    /** Reads lines up to one that ends with these words. */
    private static String readTo(Socket connection, String end) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(connection.getInputStream(),
                StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            text.append(line).append('\n');
            if (line.endsWith(end)) {
                return text.toString();
            }
        }
        throw new AssertionError("ended after: " + text);
    }

    @Test
    void whatOnlyTheOwnKernelHasIsNotAccepted() throws Exception {
        String[] lines = new String[100];
        Arrays.fill(lines, "x".repeat(4000));
        CompletableFuture<SinkResult> answer = Numbered.send(sink(Map.of()), Numbered.batch(1, lines));
        try (Socket connection = accept()) {
            // until an acknowledgement would count: nothing else can accept the batch
            TimeUnit.MILLISECONDS.sleep(2 * StreamConnection.PROBATION.toMillis());
            cut(connection);
        }
        SinkResult result = get(answer);
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).startsWith("the connection to 127.0.0.1:" + receiver.getLocalPort() + " was cut: ");
    }

    @Test
    void whatAReceiverIsSlowToReadIsAcceptedWhenItHasIt() throws Exception {
        String[] lines = new String[100];
        Arrays.fill(lines, "x".repeat(4000));
        lines[99] = "last";
        CompletableFuture<SinkResult> answer = Numbered.send(sink(Map.of()), Numbered.batch(1, lines));
        try (Socket connection = accept()) {
            assertThat(readTo(connection, "last").lines()).hasSize(100);
            assertThat(get(answer).isAccepted()).isTrue();
        }
    }

    @Test
    void aReceiverThatClosesEachNewConnectionHasAcceptedNothing() throws Exception {
        EventSink sending = sink(Map.of());
        for (int i = 0; i < 3; i++) {
            CompletableFuture<SinkResult> answer = Numbered.send(sending, Numbered.batch(1, "one"));
            accept().close();
            assertThat(get(answer).outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        }
    }

    @Test
    void whatWasAcceptedLastComesAgainAfterACut() throws Exception {
        EventSink sending = sink(Map.of());
        CompletableFuture<SinkResult> first = Numbered.send(sending, Numbered.batch(1, "one", "two"));
        try (Socket connection = accept()) {
            assertThat(get(first).isAccepted()).as("the kernel has it").isTrue();
            cut(connection); // and the program has not
        }
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            while (!Numbered.send(sending, Numbered.batch(3, "three")).join().isAccepted()) {
                Thread.onSpinWait(); // as the delivery does, with pauses
            }
        });
        try (Socket connection = accept()) {
            assertThat(readTo(connection, "three").lines().map(line -> line.replaceFirst(".*] ", "")))
                    .containsExactly("one", "two", "three");
            second.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void asManyBytesComeAgainAsAreWanted() {
        MessageEncoder encoder = new MessageEncoder((origin, output) -> { }, null, 1024, false);
        RepeatedBytes none = new RepeatedBytes(0);
        none.add(encoder.encode(Numbered.batch(1, "x")));
        assertThat(none.isEmpty()).isTrue();
        RepeatedBytes some = new RepeatedBytes(4);
        for (String text : new String[] {"aa", "bb", "cc", "dd"}) {
            some.add(encoder.encode(Numbered.batch(1, text)));
        }
        assertThat(some.all().toString(StandardCharsets.US_ASCII)).isEqualTo("ccdd");
        some.all().release();
        assertThat(some.all().toString(StandardCharsets.US_ASCII)).isEqualTo("ccdd");
    }

    @Test
    void aBatchThatIsNoLongerWaitedForEndsItsConnection() throws Exception {
        EventSink sending = sink(Map.of());
        CompletableFuture<SinkResult> answer = sending.send(Numbered.batch(1, "x".repeat(5000)))
                .toCompletableFuture();
        try (Socket connection = accept()) {
            assertThat(connection.getInputStream().read()).isEqualTo('<');
            answer.cancel(false);
            assertThatThrownBy(() -> connection.getInputStream().readAllBytes()).hasMessage("Connection reset");
        }
        CompletableFuture<SinkResult> again = Numbered.send(sending, Numbered.batch(1, "again"));
        try (Socket connection = accept()) {
            assertThat(readTo(connection, "again")).doesNotContain("xxx");
            assertThat(get(again).isAccepted()).isTrue();
        }
    }

    @Test
    void aReceiverThatIsNotThereIsNamed() throws Exception {
        int port = receiver.getLocalPort();
        receiver.close();
        SinkResult result = get(Numbered.send(sink(Map.of()), Numbered.batch(1, "one")));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).isEqualTo("no connection to 127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void theCloseWaitsUntilTheReceiverHasReadEverything() throws Exception {
        EventSink sending = sink(Map.of());
        CompletableFuture<SinkResult> answer = Numbered.send(sending, Numbered.batch(1, "one"));
        Socket connection = accept();
        assertThat(get(answer).isAccepted()).isTrue();
        CompletableFuture<Void> closed = sending.close(Duration.ofSeconds(30)).toCompletableFuture();
        assertThat(connection.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8).endsWith("] one\n");
        assertThat(closed).as("the receiver has not closed its side").isNotDone();
        connection.close();
        closed.get(30, TimeUnit.SECONDS);
        sink = null;
    }
}
