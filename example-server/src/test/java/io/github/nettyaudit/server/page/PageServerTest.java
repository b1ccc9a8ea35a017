package io.github.nettyaudit.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page's server answers. */
class PageServerTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    @TempDir
    private Path directory;
    private PageFixture page;

    private void start(boolean isOnDisk) throws Exception {
        page = new PageFixture(directory, isOnDisk, PageRules.none("there is no <kernel> here"));
    }

    @AfterEach
    void close() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    private void given(int events) {
        await().until(() -> page.forwarder.status().deliveries().stream().allMatch(sink -> sink.documents() >= events));
    }

    private String id(Instant time, int serial) {
        return String.format("%s/%d.%03d:%d", PageFixture.HOST, time.getEpochSecond(), time.toEpochMilli() % 1000, serial);
    }

    @Test
    void servesItsFilesAndNothingElse() throws Exception {
        start(false);
        HttpResponse<String> index = page.get("/");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(index.headers().firstValue("content-security-policy").orElse("")).contains("default-src 'none'");
        String tag = index.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = page.get("/", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String name : new PageFiles().names()) {
            HttpResponse<String> file = page.get("/" + name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(file.headers().firstValue("content-type").orElse("")).as(name).startsWith(name.endsWith(".js")
                    ? "text/javascript" : name.endsWith(".css") ? "text/css" : name.endsWith(".svg") ? "image/svg+xml"
                    : "text/html");
        }
        for (String other : List.of("/PageServer.class", "/../PageServer.class", "/%2e%2e/page/PageServer.class",
                "/..%2fpackage-info.class", "//etc/passwd", "/x")) {
            assertThat(page.get(other).statusCode()).as(other).isIn(400, 404);
        }
    }

    @Test
    void everyModuleThatAScriptImportsIsServed() throws Exception {
        start(false);
        Set<String> names = new PageFiles().names();
        for (String name : names) {
            if (name.endsWith(".js")) {
                List<String> imported = java.util.regex.Pattern.compile("from '\\./([a-z]+\\.js)'")
                        .matcher(page.get("/" + name).body()).results().map(match -> match.group(1)).toList();
                assertThat(names).as(name).containsAll(imported);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEventIsAStory(boolean isOnDisk) throws Exception {
        start(isOnDisk);
        Instant time = Instant.now();
        page.give(time, 1, 1, HOSTILE);
        page.give(time, 2, 300, "alice");
        given(300);
        HttpResponse<String> answer = page.get("/api/events/" + PageFixture.encoded(id(time, 1)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("<");
        JsonNode story = PageFixture.parse(answer.body());
        assertThat(story.get("id").asText()).isEqualTo(id(time, 1));
        assertThat(story.get("summary").asText()).contains(HOSTILE);
        assertThat(story.get("who").get("logged_in_as").asText()).isEqualTo("1000");
        assertThat(story.get("who").get("from").asText()).isEqualTo("192.0.2.7");
        assertThat(story.get("what").get("result").asText()).isEqualTo("success");
        assertThat(story.get("how").get("program").asText()).isEqualTo("/usr/sbin/sshd");
        assertThat(story.get("process").get("pid").asLong()).isEqualTo(71);
        assertThat(story.get("records").get(0).get("raw").asText()).contains("acct=\"" + HOSTILE);
        assertThat(story.get("records").get(0).get("fields").findValuesAsText("name")).contains("acct", "res", "auid");
        List<String> formats = new ArrayList<>();
        story.get("documents").fieldNames().forEachRemaining(formats::add);
        assertThat(formats).contains("ecs", "ocsf", "raw-json");
        assertThat(PageFixture.parse(story.get("documents").get("ecs").asText()).get("event")).isNotNull();
        assertThat(page.get("/api/events/" + PageFixture.encoded(id(time, 301))).statusCode()).isEqualTo(404);
        assertThat(page.get("/api/events/nonsense").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void historyIsSearchedByTimePageByPage(boolean isOnDisk) throws Exception {
        start(isOnDisk);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        page.give(now.minusSeconds(60), 1, 500, "early");
        page.give(now.minusSeconds(30), 501, 1000, "bob");
        page.give(now, 1001, 1500, "late");
        given(1500);
        Set<String> ids = new HashSet<>();
        String cursor = "";
        long looked = 0;
        int pages = 0;
        do {
            JsonNode answer = page.json("/api/history?from=" + now.minusSeconds(40) + "&to=" + now.minusSeconds(20)
                    + "&limit=200&cursor=" + cursor);
            assertThat(answer.get("source").asText()).isEqualTo(isOnDisk ? "spool" : "memory");
            assertThat(answer.get("rows").size()).isLessThanOrEqualTo(200);
            answer.get("rows").forEach(row -> ids.add(row.get("id").asText()));
            looked += answer.get("looked_at").asLong();
            cursor = answer.get("next").isNull() ? "" : answer.get("next").asText();
            pages++;
        } while (!cursor.isEmpty() && pages < 100);
        assertThat(ids).hasSize(500).contains(id(now.minusSeconds(30), 501), id(now.minusSeconds(30), 1000));
        assertThat(pages).isGreaterThanOrEqualTo(3);
        assertThat(looked).isLessThanOrEqualTo(1500);
        JsonNode filtered = page.json("/api/history?limit=500&filter=" + PageFixture.encoded("acct = 'late'"));
        assertThat(filtered.get("rows").size()).isEqualTo(500);
        assertThat(filtered.get("rows").get(0).get("summary").asText()).contains("late");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void historyIsReadFromTheNewestEventBackwards(boolean isOnDisk) throws Exception {
        start(isOnDisk);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < 10; i++) { // several blocks
            page.give(now, i * 200 + 1, i * 200 + 200, i % 2 == 0 ? "even" : "odd");
            given(i * 200 + 200);
        }
        assertThat(backwards("", 300)).as("every event once, the newest first")
                .isEqualTo(IntStream.rangeClosed(1, 2000).mapToObj(serial -> id(now, 2001 - serial)).toList());
        assertThat(backwards("&filter=" + PageFixture.encoded("acct = 'odd'"), 70))
                .isEqualTo(IntStream.rangeClosed(1, 2000).map(serial -> 2001 - serial)
                        .filter(serial -> (serial - 1) / 200 % 2 == 1).mapToObj(serial -> id(now, serial)).toList());
        assertThat(backwards("&to=" + now.minusSeconds(1), 100)).isEmpty();
        assertThat(backwards("&last=60", 500)).as("by the clock of the server").hasSize(2000);
        assertThat(backwards("&last=60&to=" + now.minusSeconds(1), 500)).isEmpty();
        assertThat(backwards("&from=" + now.plusSeconds(3600), 100)).isEmpty();
        assertThat(page.get("/api/history?order=none").statusCode()).isEqualTo(400);
    }

    /** The ids of all pages. */
    private List<String> backwards(String more, int limit) throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode answer = page.json("/api/history?order=newest&limit=" + limit + more + "&cursor=" + cursor);
            answer.get("rows").forEach(row -> ids.add(row.get("id").asText()));
            assertThat(answer.get("rows").size()).isLessThanOrEqualTo(limit);
            assertThat(answer.get("gaps").size()).isZero();
            assertThat(answer.get("next").asText()).as("it goes on").isNotEqualTo(cursor);
            cursor = answer.get("next").isNull() ? "" : answer.get("next").asText();
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void historyBackwardsLeavesOutOldBlocksAndTellsWhatIsMissing() throws Exception {
        page = new PageFixture(directory, true, PageRules.none("no kernel"), 1 << 20);
        Instant now = Instant.now();
        page.give(now, 1, 20_000, "alice");
        given(20_000);
        long looked = 0;
        int rows = 0;
        String cursor = "";
        List<String> gaps = new ArrayList<>();
        do {
            JsonNode answer = page.json("/api/history?order=newest&limit=500&cursor=" + cursor);
            looked += answer.get("looked_at").asLong();
            rows += answer.get("rows").size();
            answer.get("gaps").forEach(gap -> gaps.add(gap.get("text").asText()));
            cursor = answer.get("next").isNull() ? "" : answer.get("next").asText();
        } while (!cursor.isEmpty());
        assertThat(gaps).hasSize(1);
        assertThat(gaps.get(0)).startsWith("events 1 to ").endsWith("the spool does not have them any more");
        assertThat(rows).isEqualTo(20_000 - Integer.parseInt(gaps.get(0).split(" ")[3]));
        assertThat(page.json("/api/history?order=newest&limit=10").get("looked_at").asLong())
                .as("not the whole spool is read for ten rows").isLessThan(looked / 3);
        JsonNode later = page.json("/api/history?order=newest&from=" + now.plusSeconds(60));
        assertThat(later.get("looked_at").asLong()).as("blocks of an earlier time are left out").isZero();
        assertThat(later.get("gaps").size()).isZero();
    }

    @Test
    void manySearchesAtOnceAreRefusedAndKeepNothingElseWaiting() throws Exception {
        start(true);
        page.give(Instant.now(), 1, 50_000, "alice");
        given(50_000);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(page.getLater("/api/history?filter=" + PageFixture.encoded("acct = 'nobody'")));
        }
        assertThat(page.get("/api/status").statusCode()).isEqualTo(200);
        assertThat(answers.stream().filter(each -> !each.isDone()).count()).as("answered before all searches").isPositive();
        List<Integer> codes = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> each : answers) {
            codes.add(each.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertThat(codes).contains(200, 503).containsOnly(200, 503);
        assertThat(page.get("/api/history?limit=1").statusCode()).isEqualTo(200);
    }

    @Test
    void eventsThatTheSpoolHasNotAnyMoreAreTold() throws Exception {
        page = new PageFixture(directory, true, PageRules.none("no kernel"), 1 << 20);
        page.give(Instant.now(), 1, 20_000, "alice");
        given(20_000);
        JsonNode first = page.json("/api/history?limit=10");
        String gap = first.get("gaps").get(0).get("text").asText();
        assertThat(gap).startsWith("events 1 to ").endsWith("the spool does not have them any more");
        long missing = Long.parseLong(gap.split(" ")[3]);
        assertThat(first.get("rows").get(0).get("id").asText()).endsWith(":" + (missing + 1));
        assertThat(page.json("/api/history?limit=10&cursor=1").get("gaps").size()).as("a cursor of before").isEqualTo(1);
        assertThat(page.json("/api/history?from=" + Instant.now().plusSeconds(1)).get("gaps").size()).isZero();
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        start(false);
        for (String path : List.of("/api/history?from=yesterday", "/api/history?limit=0", "/api/history?limit=1000",
                "/api/history?cursor=-1", "/api/history?last=0",
                "/api/history?from=2026-11-27T08:00:00Z&to=2026-11-27T07:00:00Z", "/api/history?filter=" + PageFixture.encoded("acct ="),
                "/api/tail?filter=" + PageFixture.encoded("nosuchfield = 'x'"))) {
            HttpResponse<String> answer = page.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(PageFixture.parse(answer.body()).get("error").get("message").asText()).as(path).isNotBlank();
        }
        JsonNode error = page.json("/api/tail?filter=" + PageFixture.encoded("acct = 'a' and <b>")).get("error");
        assertThat(error.get("column").asInt()).isPositive();
        assertThat(error.get("allowed").size()).isGreaterThan(10);
    }

    @Test
    void tellsTheState() throws Exception {
        start(true);
        page.give(Instant.now(), 1, 10, "alice");
        given(10);
        HttpResponse<String> answer = page.get("/api/status");
        assertThat(answer.body()).doesNotContain("<");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        JsonNode status = PageFixture.parse(answer.body());
        assertThat(status.get("host").asText()).isEqualTo(PageFixture.HOST);
        assertThat(status.get("ready").get("ok").asBoolean()).isFalse();
        assertThat(status.get("sinks").size()).as("the page's own sink is not told").isEqualTo(1);
        assertThat(status.get("sinks").get(0).get("type").asText()).isEqualTo("scripted");
        assertThat(status.get("sinks").get(0).get("delivered").asLong()).isEqualTo(10);
        assertThat(status.get("spool").get("max_bytes").asLong()).isPositive();
        await().until(() -> page.json("/api/series").get("t").size() > 0);
        JsonNode series = page.json("/api/series");
        for (String name : List.of("events", "records", "lost", "backlog", "spool_bytes")) {
            assertThat(series.get(name).size()).as(name).isEqualTo(series.get("t").size());
        }
        assertThat(series.get("lag").get("out").size()).isEqualTo(series.get("t").size());
    }

    @Test
    void rulesOfNoKernelAreNone() throws Exception {
        start(false);
        JsonNode rules = page.json("/api/rules");
        assertThat(rules.get("rules").size()).isZero();
        assertThat(rules.get("writable").asBoolean()).isFalse();
        assertThat(rules.get("reason").asText()).isEqualTo("there is no <kernel> here");
        assertThat(page.post("/api/rules/plan", "-D", "a-token-of-some-kind").statusCode()).isEqualTo(403);
        assertThat(page.post("/api/rules/apply", "{}", null).statusCode()).isEqualTo(403);
    }
}
