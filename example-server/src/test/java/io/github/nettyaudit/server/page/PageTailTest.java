package io.github.nettyaudit.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of the newest events: what they get, and that they are told what they do not get. */
class PageTailTest {
    @TempDir
    private Path directory;
    private PageFixture page;

    @BeforeEach
    void start() throws Exception {
        page = new PageFixture(directory, false, PageRules.none("no kernel"));
    }

    @AfterEach
    void close() throws Exception {
        page.close();
    }

    @Test
    void aSampleComesAtOnceAndThenRows() throws Exception {
        try (PageFixture.Follower all = page.follow(""); PageFixture.Follower none = page.follow("acct = 'nobody'")) {
            await().until(() -> all.samples() > 0 && none.samples() > 0);
            page.give(Instant.now(), 1, 3, "alice");
            await().until(() -> all.rows().size() == 3 && all.shown() == 3);
            assertThat(all.rows().get(0).get("summary").asText()).contains("alice");
            assertThat(all.rows().get(0).get("types").get(0).asText()).isEqualTo("USER_LOGIN");
            assertThat(all.rows().get(0).get("outcome").asText()).isEqualTo("success");
            assertThat(all.skipped()).isZero();
            assertThat(none.rows()).isEmpty();
            assertThat(none.shown() + none.skipped()).isZero();
        }
    }

    @Test
    void manyEventsAreSampledAndWhatIsLeftOutIsToldExactly() throws Exception {
        int events = 60_000;
        try (PageFixture.Follower all = page.follow(""); PageFixture.Follower some = page.follow("acct = 'bob'")) {
            await().until(() -> all.samples() > 0 && some.samples() > 0);
            long start = System.nanoTime();
            for (int first = 1; first < events; first += 1000) {
                page.give(Instant.now(), first, first + 999, first % 3000 == 1 ? "bob" : "alice");
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> page.tail.events() == events);
            double seconds = (System.nanoTime() - start) / 1e9;
            await().until(() -> all.shown() + all.skipped() == events && some.shown() + some.skipped() == events / 3);
            System.out.printf("the tail: %d events in %.1f s, %d of them shown to one reader%n", events, seconds, all.shown());
            assertThat(all.rows()).hasSize((int) all.shown());
            assertThat(some.rows()).hasSize((int) some.shown());
            assertThat(all.most()).isLessThanOrEqualTo(PageTail.ROWS_PER_INTERVAL);
            assertThat(all.skipped()).isGreaterThan(events / 2);
            assertThat(some.rows()).allMatch(row -> row.get("summary").asText().contains("bob"));
            assertThat(page.forwarder.status().deliveries()).filteredOn(sink -> sink.name().equals("out"))
                    .allMatch(sink -> sink.lostEntries() == 0);
        }
        await().until(() -> page.tail.readers() == 0);
    }

    @Test
    void theLastSampleComesWhenTheServerEnds() throws Exception {
        try (PageFixture.Follower all = page.follow("")) {
            await().until(() -> all.samples() > 0);
            page.give(Instant.now(), 1, 1000, "alice");
            await().until(() -> page.tail.events() == 1000);
            page.server.close();
            await().until(() -> all.shown() + all.skipped() == 1000 && all.rows().size() == all.shown());
        }
    }

    @Test
    void aReaderThatTakesNothingDelaysNobody() throws Exception {
        java.net.Socket lazy = new java.net.Socket();
        lazy.setReceiveBufferSize(2048);
        try (lazy; PageFixture.Follower all = page.follow("")) {
            lazy.connect(new java.net.InetSocketAddress("127.0.0.1", page.uri("/").getPort()), 5000);
            lazy.getOutputStream().write("GET /api/tail HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            await().until(() -> page.tail.readers() == 2 && all.samples() > 0);
            page.give(Instant.now(), 1, 20_000, "alice");
            await().atMost(Duration.ofSeconds(20)).until(() -> all.shown() + all.skipped() == 20_000);
            assertThat(all.shown()).isPositive();
        }
    }

    @Test
    void readersAreBounded() throws Exception {
        java.util.List<PageFixture.Follower> followers = new java.util.ArrayList<>();
        for (int i = 0; i < PageServer.MOST_READERS; i++) {
            followers.add(page.follow(""));
        }
        await().until(() -> page.tail.readers() == PageServer.MOST_READERS);
        assertThat(page.get("/api/tail").statusCode()).isEqualTo(503);
        for (PageFixture.Follower follower : followers) {
            follower.close();
        }
        await().until(() -> page.tail.readers() == 0);
    }
}
