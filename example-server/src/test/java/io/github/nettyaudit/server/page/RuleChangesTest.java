package io.github.nettyaudit.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.server.ctl.ScriptedRules;
import io.github.nettyaudit.server.page.browser.BrowserPage;
import io.github.nettyaudit.server.page.browser.Chromium;
import io.github.nettyaudit.server.web.WebToken;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the rules on the page, of a scripted kernel that may need longer than a request may last. */
class RuleChangesTest {
    private static final String FIRST = "-a always,exit -F arch=b64 -S 1000 -F key=first";
    private static final String SECOND = "-a always,exit -F arch=b64 -S 1001 -F key=second";
    private static final String THIRD = "-a always,exit -F arch=b64 -S 1002 -F key=third";
    private static final String TOKEN = "token-of-the-rules-0123456789";
    /** Longer than the test needs to ask while the change is applied. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    @TempDir
    private Path directory;
    private final ScriptedRules scripted = new ScriptedRules();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private RuleChanges changes;
    private PageFixture page;

    @BeforeEach
    void start() throws Exception {
        changes = new RuleChanges(scripted.editor(), notices::add, Duration.ofMillis(100));
        page = new PageFixture(directory, false, PageRules.of(changes, WebToken.of(TOKEN)));
        scripted.load(FIRST);
    }

    @AfterEach
    void close() throws Exception {
        page.close();
        changes.close();
        scripted.close();
    }

    private HttpResponse<String> plan(String text) throws Exception {
        return page.post("/api/rules/plan", text, TOKEN);
    }

    private HttpResponse<String> apply(String text, String digest) throws Exception {
        return page.post("/api/rules/apply?digest=" + digest, text, TOKEN);
    }

    private String digest(String text) throws Exception {
        return PageFixture.parse(plan(text).body()).get("digest").asText();
    }

    private JsonNode awaitEnd() {
        return await().atMost(Duration.ofSeconds(20)).until(() -> page.json("/api/rules/change"),
                change -> !change.get("state").asText().equals("applying"));
    }

    /** JSON has no bytes; a byte that is not UTF-8 is half of a surrogate pair on the way to the page and back. */
    @Test
    void rulesWhoseBytesAreNotUtf8ComeBackAsTheyAre() throws Exception {
        scripted.load(AuditRuleParser.text(new byte[] {'-', 'w', ' ', '/', '\\', '"', (byte) 0xff, '<', ' ', '-', 'p', ' ', 'w'}));
        HttpResponse<String> list = page.get("/api/rules");
        assertThat(list.body()).contains("\\udcff").doesNotContain("<", "\ufffd", "?");
        StringBuilder text = new StringBuilder();
        PageFixture.parse(list.body()).get("rules").forEach(rule -> text.append(rule.get("text").asText()).append('\n'));
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(each -> escaped.append(String.format("\\u%04x", each)));
        JsonNode planned = PageFixture.parse(page.post("/api/rules/plan", "{\"rules\":\"" + escaped + "\"}", TOKEN,
                "application/json").body());
        assertThat(planned.get("problems").size()).isZero();
        assertThat(planned.get("plan").findValuesAsText("change")).containsExactly("keep", "keep");
        for (String body : List.of("{", "[]", "{\"digest\":\"x\"}")) {
            assertThat(page.post("/api/rules/plan", body, TOKEN, "application/json").statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    void aLongChangeIsAnsweredBeforeItEndsAndKeepsOthersOut() throws Exception {
        assertThat(page.json("/api/rules/change").get("state").asText()).isEqualTo("none");
        String digest = digest(SECOND);
        scripted.kernel().on(AuditMessageType.DEL_RULE).late(SLOW);
        HttpResponse<String> answer = apply(SECOND, digest);
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode begun = PageFixture.parse(answer.body());
        assertThat(begun.get("state").asText()).isEqualTo("applying");
        JsonNode under = await().until(() -> page.json("/api/rules/change"), change -> change.has("to_delete"));
        assertThat(under.get("state").asText()).isEqualTo("applying");
        assertThat(under.get("id")).isEqualTo(begun.get("id"));
        assertThat(under.get("to_add").asInt()).isEqualTo(1);
        assertThat(under.get("to_delete").asInt()).isEqualTo(1);
        for (HttpResponse<String> other : List.of(plan(SECOND), apply(SECOND, digest), page.get("/api/rules"))) {
            assertThat(other.statusCode()).isEqualTo(423);
            assertThat(other.body()).contains("the rules are being changed since ", "try again when that change is done");
        }
        JsonNode end = awaitEnd();
        assertThat(end.get("state").asText()).isEqualTo("applied");
        assertThat(end.get("added").asInt()).isEqualTo(1);
        assertThat(end.get("deleted").asInt()).isEqualTo(1);
        assertThat(end.get("id")).isEqualTo(begun.get("id"));
        assertThat(scripted.rules()).containsExactly(SECOND);
        await().untilAsserted(() -> assertThat(notices)
                .containsExactly("the rules were changed on the page: 1 added, 1 deleted"));

        scripted.kernel().clearScripts();
        assertThat(page.json("/api/rules").get("rules")).hasSize(1);
        assertThat(apply(SECOND, digest).statusCode()).as("a change, if it is quick").isIn(202, 409);
        assertThat(awaitEnd().get("state").asText()).isEqualTo("stale");
    }

    @Test
    void aPlanThatDoesNotFitIsAConflict() throws Exception {
        Files.createDirectory(directory.resolve("patient"));
        try (PageFixture patient = new PageFixture(directory.resolve("patient"), false, PageRules.of(
                new RuleChanges(scripted.editor(), notices::add, Duration.ofMinutes(1)), WebToken.of(TOKEN)))) {
            String digest = digest(SECOND);
            scripted.load(THIRD);
            HttpResponse<String> stale = patient.post("/api/rules/apply?digest=" + digest, SECOND, TOKEN);
            assertThat(stale.statusCode()).isEqualTo(409);
            assertThat(stale.body()).contains("nothing was changed. Plan again");
            assertThat(scripted.rules()).containsExactly(FIRST, THIRD);
        }
    }

    /** It has a thread of its own, and the next page of the same run knows it. */
    @Test
    void aLongChangeGoesOnWhenThePageIsOpenedAnew() throws Exception {
        String digest = digest(SECOND);
        scripted.kernel().on(AuditMessageType.DEL_RULE).late(SLOW);
        assertThat(apply(SECOND, digest).statusCode()).isEqualTo(202);
        page.close();
        page = new PageFixture(Files.createDirectory(directory.resolve("again")), false,
                PageRules.of(changes, WebToken.of(TOKEN)));
        assertThat(plan(SECOND).statusCode()).isEqualTo(423);
        assertThat(awaitEnd().get("state").asText()).isEqualTo("applied");
        assertThat(scripted.rules()).containsExactly(SECOND);
    }

    @Test
    void aLongChangeThatFailsSaysWhy() throws Exception {
        String digest = digest(SECOND);
        scripted.kernel().on(AuditMessageType.ADD_RULE).times(1).late(Duration.ofMillis(500));
        scripted.kernel().on(AuditMessageType.DEL_RULE).error(NetlinkErrno.EPERM);
        assertThat(apply(SECOND, digest).statusCode()).isEqualTo(202);
        JsonNode end = awaitEnd();
        assertThat(end.get("state").asText()).isEqualTo("failed");
        assertThat(end.get("message").asText()).isNotEmpty();
        await().untilAsserted(() -> assertThat(notices).singleElement().asString()
                .startsWith("a change of the rules on the page has failed: "));
    }

    @Test
    void aShortChangeIsAnsweredWhenItIsDone() throws Exception {
        changes = new RuleChanges(scripted.editor(), notices::add);
        page.close();
        page = new PageFixture(Files.createDirectory(directory.resolve("again")), false,
                PageRules.of(changes, WebToken.of(TOKEN)));
        HttpResponse<String> answer = apply(SECOND, digest(SECOND));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(PageFixture.parse(answer.body()).get("added").asInt()).isEqualTo(1);
        scripted.kernel().on(AuditMessageType.ADD_RULE).error(NetlinkErrno.EPERM);
        HttpResponse<String> refused = apply(FIRST, digest(FIRST));
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("message");
        assertThat(scripted.rules()).containsExactly(SECOND);
    }

    @Test
    void theEndOfTheServerDuringAChangeIsSaid() throws Exception {
        String digest = digest(SECOND);
        scripted.kernel().on(AuditMessageType.DEL_RULE).late(SLOW);
        assertThat(apply(SECOND, digest).statusCode()).isEqualTo(202);
        changes.close();
        assertThat(notices).containsExactly("the server ends while rules are being changed on the page: a part of the"
                + " change may be done");
        awaitEnd();
    }

    @Test
    void thePageShowsALongChangeUntilItIsDone() throws Exception {
        try (Chromium browser = Chromium.start(Files.createDirectory(directory.resolve("chromium")))) {
            BrowserPage one = browser.open();
            one.go(page.uri("/").toString() + "#rules").untilText("table.plain", "key=first").click("#rules-text")
                    .evaluate("document.querySelector('#rules-text').value = '" + SECOND + "'");
            one.click(".editor .primary").until("document.querySelector('#token-dialog').open").type(TOKEN).press("Enter")
                    .untilText(".diff .add", "key=second");
            scripted.kernel().on(AuditMessageType.DEL_RULE).late(SLOW.multipliedBy(2));
            one.click("#apply").untilText(".editor .applying", "1 to add, 1 to delete");
            assertThat(one.evaluate("document.querySelector('.editor .primary').disabled").asBoolean()).isTrue();
            BrowserPage other = browser.open();
            other.go(page.uri("/").toString() + "#rules").untilText(".applying", "Another change is being applied since");
            one.untilText(".done", "Applied: 1 added, 1 deleted.").untilText("table.plain", "key=second");
            assertThat(one.evaluate("document.querySelector('.editor .primary').disabled").asBoolean()).isFalse();
            other.untilText("table.plain", "key=second");
            assertThat(scripted.rules()).containsExactly(SECOND);
        }
    }
}
