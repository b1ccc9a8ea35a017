package io.github.nettyaudit.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What clients cannot do: hold connections, memory or time. Over real sockets. */
class WebLimitsTest extends WebServerFixture {
    private static final String HELLO = "hello\n";
    private static final byte[] ROW = "{\"row\":1}".getBytes(StandardCharsets.UTF_8);

    private final List<WebStream> streams = new CopyOnWriteArrayList<>();

    private WebRoutes routes() {
        return WebRoutes.builder().get("/", WebAccess.OPEN, request -> WebResponse.text(200, HELLO).now())
                .get("/large", WebAccess.OPEN, request -> WebResponse.of(200, "text/plain", new byte[64 << 20]).now())
                .get("/stream", WebAccess.OPEN, request -> WebResponse.stream(streams::add).now())
                .post("/echo", WebAccess.OPEN, 1000, request -> WebResponse.text(200, request.text()).now()).build();
    }

    @Test
    void clientsThatSendTheirHeadSlowlyAreEnded() throws Exception {
        open(loopback().build(), routes(), SHORT);
        assertThat(RawClient.get(server(), "/").body()).isEqualTo(HELLO); // its classes are loaded
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                slow.add(new RawClient(server()));
                slow.get(i).send("GET / HTTP/1.1\r\nHost: localhost\r\nX-" + i + ": ");
            }
            Thread drips = new Thread(() -> drip(slow));
            drips.start();
            for (RawClient client : slow) {
                assertThat(client.answer().status()).isEqualTo(408);
            }
            await().until(() -> server().counters().connections() == 0);
            drips.join();
        } finally {
            closeAll(slow);
        }
    }

    /** A byte to each now and then, until all are closed. */
    private static void drip(List<RawClient> clients) {
        List<RawClient> open = new ArrayList<>(clients);
        while (!open.isEmpty()) {
            open.removeIf(client -> {
                try {
                    client.send("a");
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void clientsThatSendNothingOrTheirBodySlowlyAreEnded() throws Exception {
        open(loopback().build(), routes(), SHORT);
        try (RawClient silent = new RawClient(server()); RawClient body = new RawClient(server());
                RawClient idle = new RawClient(server())) {
            body.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
            idle.send(RawClient.request("GET", "/"));
            assertThat(idle.answer().body()).isEqualTo(HELLO);
            assertThat(silent.rest()).isEmpty();
            assertThat(body.answer().status()).isEqualTo(408);
            assertThat(idle.rest()).isEmpty();
        }
    }

    @Test
    void clientsThatDoNotReadAreEnded() throws Exception {
        open(loopback().build(), routes(), SHORT);
        try (RawClient client = RawClient.slow(server())) {
            client.send(RawClient.request("GET", "/large"));
            await().until(() -> server().counters().requests() == 1);
            await().until(() -> server().counters().connections() == 0);
        }
    }

    @Test
    void thousandsOfConnectionsKeepNobodyOut() throws Exception {
        open(routes());
        List<RawClient> held = new ArrayList<>();
        int most = 0;
        try {
            for (int i = 0; i < 3000; i++) {
                RawClient client = new RawClient(server());
                held.add(client);
                if (i % 2 == 0) {
                    try {
                        client.send("GET / HTTP/1.1\r\n");
                    } catch (IOException e) {
                        // it had to give way already
                    }
                }
                most = Math.max(most, server().counters().connections());
                if (i % 500 == 499) {
                    assertThat(RawClient.get(server(), "/").body()).isEqualTo(HELLO);
                }
            }
            assertThat(most).isLessThanOrEqualTo(USUAL.connections());
            assertThat(server().counters().connections()).isLessThanOrEqualTo(USUAL.connections());
        } finally {
            closeAll(held);
        }
        await().until(() -> server().counters().connections() == 0);
    }

    @Test
    void connectionsAtWorkDoNotGiveWay() throws Exception {
        WebLimits few = new WebLimits(4, 4, 4, USUAL.head(), USUAL.body(), USUAL.idle(), USUAL.answer(), USUAL.drain(),
                USUAL.stall(), USUAL.ping(), 2, 8);
        open(loopback().build(), routes(), few);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                clients.add(new RawClient(server()));
                clients.get(i).send(RawClient.request("GET", "/stream"));
            }
            await().until(() -> streams.size() == 4);
            try (RawClient refused = new RawClient(server())) {
                RawClient.Answer answer = refused.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("there are 4 connections already");
            }
            clients.get(0).close();
            await().until(() -> server().counters().connections() == 3);
            assertThat(RawClient.get(server(), "/").body()).isEqualTo(HELLO);
        } finally {
            closeAll(clients);
        }
    }

    @Test
    void anAddressBeyondLoopbackHasOnlyItsShare() {
        Connections connections = new Connections(USUAL, new WebCounters());
        WebService unused = null;
        List<WebConnection> added = new ArrayList<>();
        InetSocketAddress far = new InetSocketAddress("192.0.2.7", 1000);
        for (int i = 0; i < USUAL.perPeer(); i++) {
            added.add(new WebConnection(unused, new EmbeddedChannel(), far));
            assertThat(connections.add(added.get(i), far)).isNull();
        }
        WebConnection more = new WebConnection(unused, new EmbeddedChannel(), far);
        assertThat(connections.add(more, far)).isEqualTo("this address has 16 connections already");
        InetSocketAddress other = new InetSocketAddress("192.0.2.8", 1000);
        assertThat(connections.add(new WebConnection(unused, new EmbeddedChannel(), other), other)).isNull();
        connections.remove(added.get(0), far);
        assertThat(connections.add(more, far)).isNull();
        for (int i = 0; i < USUAL.perPeer(); i++) { // one network of IPv6
            InetSocketAddress six = new InetSocketAddress("2001:db8::" + (i + 1), 1000);
            assertThat(connections.add(new WebConnection(unused, new EmbeddedChannel(), six), six)).isNull();
        }
        InetSocketAddress six = new InetSocketAddress("2001:db8::ffff", 1000);
        assertThat(connections.add(new WebConnection(unused, new EmbeddedChannel(), six), six)).isNotNull();
    }

    @Test
    void streamsAreBoundedInNumber() throws Exception {
        open(routes());
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < USUAL.streams(); i++) {
                clients.add(new RawClient(server()));
                clients.get(i).send(RawClient.request("GET", "/stream"));
            }
            await().until(() -> server().counters().streams() == USUAL.streams());
            assertThat(RawClient.get(server(), "/stream").status()).isEqualTo(503);
            assertThat(RawClient.ask(server(), RawClient.request("GET", "/")).body()).isEqualTo(HELLO);
            clients.get(0).close();
            await().until(() -> server().counters().streams() == USUAL.streams() - 1);
        } finally {
            closeAll(clients);
        }
        await().until(() -> server().counters().streams() == 0);
        assertThat(streams).allSatisfy(stream -> {
            assertThat(stream.isWritable()).isFalse();
            assertThat(stream.send("row", ROW)).isFalse();
            assertThat(stream.closed().toCompletableFuture()).isCompleted();
        });
    }

    @Test
    void sendsEventsAndCommentsUntilEitherSideEnds() throws Exception {
        open(loopback().build(), routes(), SHORT);
        try (RawClient client = new RawClient(server())) {
            client.send(RawClient.request("GET", "/stream"));
            await().until(() -> streams.size() == 1);
            assertThat(streams.get(0).send("row", ROW)).isTrue();
            assertThat(streams.get(0).send("text", "two\r\nlines: \u00e4".getBytes(StandardCharsets.UTF_8))).isTrue();
            RawClient.Answer head = client.answer();
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            assertThat(head.header("cache-control")).isEqualTo("no-store");
            assertThat(client.lineWith("event")).isEqualTo("event: row");
            assertThat(client.line()).isEqualTo("data: {\"row\":1}");
            assertThat(client.line()).isEmpty();
            assertThat(client.lineWith("event")).isEqualTo("event: text");
            assertThat(client.line()).isEqualTo("data: two");
            assertThat(client.line()).isEqualTo("data: lines: \u00e4");
            assertThat(client.lineWith(":")).isEqualTo(":"); // a comment
            client.lineWith(":"); // still open, though idle for longer than other requests may be
            assertThat(server().counters().streams()).isEqualTo(1);
            streams.get(0).close();
            client.rest();
            streams.get(0).closed().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aStreamHeadIsAnsweredWithoutAStream() throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server())) {
            client.send(RawClient.request("HEAD", "/stream"));
            assertThat(client.answer(true).header("content-type")).isEqualTo("text/event-stream");
            client.send(RawClient.request("GET", "/"));
            assertThat(client.answer().body()).isEqualTo(HELLO);
        }
        assertThat(streams).isEmpty();
    }

    @Test
    void aStreamThatIsNotReadTellsTheProducerAndEnds() throws Exception {
        open(loopback().build(), routes(), SHORT);
        try (RawClient client = RawClient.slow(server())) {
            client.send(RawClient.request("GET", "/stream"));
            await().until(() -> streams.size() == 1);
            WebStream stream = streams.get(0);
            byte[] row = new byte[10_000];
            long sent = 0;
            long skipped = 0;
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!stream.closed().toCompletableFuture().isDone() && System.nanoTime() < until) {
                if (stream.send("row", row)) {
                    sent += row.length;
                } else {
                    skipped++;
                    Thread.onSpinWait();
                }
            }
            assertThat(stream.closed().toCompletableFuture()).isDone();
            assertThat(skipped).isPositive();
            assertThat(sent).isLessThan(4 << 20); // what the kernel and the server hold
        }
    }

    @Test
    void aProducerIsToldWhenItMaySendAgain() throws Exception {
        open(routes());
        try (RawClient client = RawClient.slow(server())) {
            client.send(RawClient.request("GET", "/stream"));
            await().until(() -> streams.size() == 1);
            WebStream stream = streams.get(0);
            while (stream.send("row", new byte[10_000])) {
                // until it is full
            }
            AtomicInteger told = new AtomicInteger();
            stream.whenWritable(told::incrementAndGet);
            Thread reader = new Thread(client::rest);
            reader.start();
            await().untilAtomic(told, org.hamcrest.Matchers.equalTo(1));
            assertThat(stream.send("row", ROW)).isTrue();
            stream.close();
            reader.join(10_000);
            assertThat(reader.isAlive()).isFalse();
        }
    }

    @Test
    void theServerEndsItsStreamsAndConnections() throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server()); RawClient idle = new RawClient(server())) {
            client.send(RawClient.request("GET", "/stream"));
            await().until(() -> streams.size() == 1 && server().counters().connections() == 2);
            ListenAddress address = server().address();
            long before = System.nanoTime();
            server().close();
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(client.rest()).endsWith("0\r\n\r\n");
            assertThat(idle.rest()).isEmpty();
            assertThat(streams.get(0).closed().toCompletableFuture()).isCompleted();
            streams.get(0).whenWritable(() -> { }); // does nothing any more
            open(WebDoor.builder(address).build(), routes(), USUAL); // the port is free
        }
    }
}
