package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.server.page.browser.BrowserPage;
import io.github.nettyaudit.server.page.browser.Chromium;
import io.github.nettyaudit.testkit.LiveKernel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The web page in Chromium. One server reads a log to which the test appends, with names that would be markup, escapes or
 * other lines if the page let them; another one is the demo, with a token, and with more events than a page can show.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTest {
    private static final String MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final String PROGRAM = "/tmp/" + MARKUP + "\u202etxt.exe\n\u001b[31m";
    private static final String RULES_TOKEN = "token-of-the-rules-0123456789";
    private static final String PAGE_TOKEN = "token-of-the-page-0123456789";
    private static final int EVENTS = 230;
    /** Text on a background with too little contrast, as "ratio selector text"; WCAG 2.2, 1.4.3. */
    private static final String CONTRAST = """
            (() => {
              const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
              const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
              const parse = t => { const n = t.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
              const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
              const behind = e => {
                if (!e) return [255, 255, 255, 1];
                const own = parse(getComputedStyle(e).backgroundColor);
                return own[3] === 1 ? own : over(own, behind(e.parentElement));
              };
              const bad = [];
              let looked = 0;
              for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()
                    || e.matches('.unseen, .unseen *, .skip, :disabled, [aria-hidden=true]')) continue;
                const ground = behind(e);
                const ink = over(parse(getComputedStyle(e).color), ground);
                const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                looked++;
                if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30));
              }
              return { looked, bad };
            })()""";

    private Path directory;
    private Chromium browser;
    private ServerProcess server;
    private String address;
    private Path log;
    private int serial;
    private BrowserPage page;
    /** The server that the page of this test is of. */
    private String visited;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        browser = Chromium.start(Files.createDirectories(directory.resolve("chromium")));
        log = directory.resolve("audit.log");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            lines.append(opened("/etc/file-" + i, "past", "/usr/bin/cat"));
        }
        Files.writeString(log, lines);
        server = ServerProcess.start("--config", configuration("files", "{ type: files, paths: [" + log + "] }",
                "127.0.0.1:0", "rules-token: { file: " + secret("rules", RULES_TOKEN) + " }").toString());
        address = address(server);
    }

    private static String address(ServerProcess process) {
        process.awaitSaid("page at ");
        Matcher matcher = Pattern.compile("page at (http://\\S+)").matcher(process.errors());
        assertThat(matcher.find()).as(process.errors()).isTrue();
        return matcher.group(1);
    }

    private Path secret(String name, String value) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".token"), value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Path configuration(String name, String source, String listen, String more) throws IOException {
        Path place = Files.createDirectories(directory.resolve(name));
        return Files.writeString(place.resolve("server.yaml"), """
                source: %s
                intake: { directory: %s, size: 4MiB, when-full: wait }
                spool: { directory: %s }
                statistics: 0
                page: { listen: "%s", %s }
                sinks:
                  - { name: archive, type: file, path: %s, format: ecs }
                """.formatted(source, place.resolve("intake"), place.resolve("spool"), listen, more, place.resolve("out.json")));
    }

    @AfterAll
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        page = browser.open();
        visited = address;
    }

    @AfterEach
    void hasBehaved() {
        page.assertWellBehaved(URI.create(visited).getAuthority());
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file is opened; the names are written as the kernel writes names with special characters. */
    private String opened(String path, String key, String program, String... arguments) {
        Instant now = Instant.now();
        String id = " msg=audit(%d.%03d:%d): ".formatted(now.getEpochSecond(), now.getNano() / 1_000_000, ++serial);
        StringBuilder title = new StringBuilder(program);
        for (String argument : arguments) {
            title.append('\0').append(argument);
        }
        return "type=SYSCALL" + id + "arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffc a2=0 a3=0 items=1 ppid=2119"
                + " pid=2141 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"cat\" exe="
                + hex(program) + " key=\"" + key + "\"\n"
                + "type=CWD" + id + "cwd=\"/root\"\n"
                + "type=PATH" + id + "item=0 name=" + hex(path) + " inode=1 dev=08:01 mode=0100640 ouid=0 ogid=42 rdev=00:00"
                + " nametype=NORMAL\n"
                + "type=PROCTITLE" + id + "proctitle=" + hex(title.toString()) + "\n"
                + "type=EOE" + id + "\n";
    }

    private void append(String lines) throws IOException {
        Files.writeString(log, lines, StandardOpenOption.APPEND);
    }

    private BrowserPage listening(String hash) throws Exception {
        return page.go(address + hash).untilText(".bar", "Listening");
    }

    private void assertNoMarkup() throws Exception {
        assertThat(page.count("main img, main script, aside img, aside script, aside svg")).isZero();
        assertThat(page.evaluate("[...document.querySelectorAll('main, aside')].every(e =>"
                + " !/[\\u202a-\\u202e\\u2066-\\u2069\\u001b]/.test(e.textContent))").asBoolean()).isTrue();
    }

    @Test
    void followsEventsAndOpensOneByTheKeyboardAlone() throws Exception {
        listening("");
        append(opened("/etc/shadow\n" + MARKUP, "hostile", PROGRAM, "--x=" + "y".repeat(10_000), MARKUP, "\u202eevil"));
        page.untilText(".row", "/etc/shadow").picture("live");
        assertThat(page.text(".row")).contains(MARKUP);
        assertNoMarkup();
        assertThat(page.evaluate("[...document.querySelectorAll('.row .escape')].map(e => e.textContent)").toString()).contains("202e");

        page.press("j", "Enter").untilText("#story h1", MARKUP);
        assertThat(page.evaluate("location.hash").asText()).contains("event=");
        assertThat(page.evaluate("document.activeElement.tagName").asText()).as("the focus is in the story").isEqualTo("H1");
        page.untilText("#story .three", "Who").untilText("#story .three", PROGRAM.substring(0, 20)).untilText("#story", "Processes")
                .untilText("#story .escape", "\\n").untilText("#story", "Show all 10,");
        assertThat(page.count("details.record")).isGreaterThanOrEqualTo(4);
        page.evaluate("document.querySelector('details.record summary').focus()");
        page.press("Enter").until("document.querySelector('.record-body')").press("Tab", "Enter").untilText(".fields", "openat").picture("story");
        page.evaluate("document.querySelector('[role=tab][aria-selected=true]').focus()");
        int formats = page.count("[role=tab]");
        assertThat(formats).isGreaterThan(2);
        for (int i = 0; i < formats; i++) {
            String shown = page.text("#document pre");
            assertThat(shown).isNotBlank();
            assertNoMarkup();
            page.press("ArrowRight").until("document.querySelector('#document pre').textContent !== " + quoted(shown));
        }
        page.press("Escape").until("document.querySelector('#story').hidden");
        assertThat(page.evaluate("document.activeElement.closest('.row') !== null").asBoolean()).as("back at the row").isTrue();

        page.press("?").until("document.querySelector('#help-dialog').open").press("Escape")
                .until("!document.querySelector('#help-dialog').open");
        for (String[] view : new String[][] {{"2", "History"}, {"3", "Status"}, {"4", "Rules"}, {"1", "Live"}}) {
            page.press(view[0]).until("document.title.startsWith('" + view[1] + "')")
                    .until("document.querySelector('nav [aria-current]').textContent === '" + view[1] + "'");
        }
    }

    private static String quoted(String text) throws IOException {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(text);
    }

    @Test
    void filtersTheLiveEventsAndPauses() throws Exception {
        listening("").press("/").type("key = chosen").press("Enter").until("location.hash.includes('chosen')")
                .untilText(".bar", "Listening");
        append(opened("/etc/left-out", "other", "/usr/bin/cat") + opened("/etc/chosen-1", "chosen", "/usr/bin/cat"));
        page.untilText(".row", "/etc/chosen-1");
        assertThat(page.text(".rows")).doesNotContain("left-out");

        page.press("Escape", " ").untilText(".bar", "Continue");
        append(opened("/etc/chosen-2", "chosen", "/usr/bin/cat"));
        page.untilText(".waiting", "1 new event");
        assertThat(page.text(".rows")).doesNotContain("chosen-2");
        page.press(" ").untilText(".row", "/etc/chosen-2");

        // a word alone is looked for in several fields
        page.press("/").evaluate("document.activeElement.select()");
        page.type("needle").press("Enter").until("location.hash.includes('needle')").untilText(".bar", "Listening");
        append(opened("/etc/left-out", "other", "/usr/bin/cat") + opened("/srv/a-needle-here", "other", "/usr/bin/cat"));
        page.untilText(".row", "a-needle-here");
        assertThat(page.text(".rows")).doesNotContain("left-out");

        page.press("/").evaluate("document.activeElement.select()");
        page.type("success = no and exee = /bin/ls").press("Enter").untilText(".search-error .here", "exee").picture("error");
        assertThat(page.evaluate("document.querySelector('#search').getAttribute('aria-invalid')").asText()).isEqualTo("true");
    }

    @Test
    void searchesTheHistoryPageByPage() throws Exception {
        page.go(address + "#history?range=all&q=" + java.net.URLEncoder.encode("key = past", StandardCharsets.UTF_8))
                .untilText(".row", "/etc/file-229").picture("history");
        assertThat(page.count(".row")).isEqualTo(100);
        assertThat(page.text(".row")).as("the newest first").contains("/etc/file-229");
        assertThat(page.text(".rows")).doesNotContain("/etc/file-129");
        page.click(".paging button:nth-of-type(2)").untilText(".row", "/etc/file-129");
        page.click(".paging button:nth-of-type(2)").untilText(".row", "/etc/file-0");
        assertThat(page.count(".row")).isEqualTo(EVENTS - 200);
        page.click(".paging button:nth-of-type(1)").untilText(".row", "/etc/file-30");
        // a link to an event of the past
        String link = page.evaluate("document.querySelector('.row a').href").asText();
        page.go("about:blank").go(link).untilText("#story h1", "/etc/file-");
        page.press("Escape").evaluate("(() => { const e = document.querySelector('.bar select'); e.value = 'oldest';"
                + " e.dispatchEvent(new Event('change')); })()");
        page.until("location.hash.includes('order=oldest')").untilText(".row", "/etc/file-0");
        assertThat(page.text(".row")).as("the oldest first").contains("/etc/file-0");
        page.go("about:blank").go(address + "#history?from=1990-01-01T00%3A00%3A00Z&to=1990-01-02T00%3A00%3A00Z")
                .untilText(".empty", "No event in this range");
        page.go("about:blank").go(address + "#history").until("document.querySelector('.row')");
        assertThat(page.text(".range [aria-pressed=true]")).isEqualTo("Last hour");
        page.click(".range button:last-child").until("location.hash.includes('range=all')").until("document.querySelector('.row')");
    }

    /** An answer of the server ends after two seconds; here the first one has found nothing in that time, and the second is refused. */
    @Test
    void aLongSearchGoesOnUntilThePageIsFull() throws Exception {
        page.go(address + "#status").untilText("h1", "nothing was lost").evaluate("""
                (() => {
                  const real = window.fetch;
                  const answers = [
                    new Response('{"source": "spool", "looked_at": 1000000, "next": "151", "gaps": [{"text": "some are missing"}], "rows": []}'),
                    new Response('{"error": {"message": "another search is under way: ask again"}}', { status: 503 }),
                  ];
                  window.asked = [];
                  window.fetch = (path, options) => {
                    if (!path.startsWith('api/history')) {
                      return real(path, options);
                    }
                    window.asked.push(new URLSearchParams(path.split('?')[1]).get('cursor'));
                    return answers.length ? Promise.resolve(answers.shift()) : real(path, options);
                  };
                  location.hash = '#history?range=all&q=key+%3D+past';
                })()""");
        page.untilText(".bar", "Waiting for another search").until("!document.querySelector('.bar button').hidden")
                .untilText(".row", "/etc/file-149").untilText(".gap-line", "some are missing");
        assertThat(page.count(".row")).isEqualTo(100);
        assertThat(page.text(".bar")).contains("100 events of 1,000,");
        assertThat(page.evaluate("window.asked").toString()).isEqualTo("[null,\"151\",\"151\"]");
        assertThat(page.evaluate("document.querySelector('.bar button').hidden").asBoolean()).as("Stop").isTrue();
    }

    @Test
    void theLiveViewBeginsWithTheNewestEventsOfBefore() throws Exception {
        page.go(address + "#live?q=" + java.net.URLEncoder.encode("key = remembered", StandardCharsets.UTF_8))
                .untilText(".empty", "No event has matched yet");
        append(opened("/etc/remembered-1", "remembered", "/usr/bin/cat"));
        page.untilText(".row", "/etc/remembered-1");
        assertThat(page.count(".row")).as("there was nothing before").isEqualTo(1);
        append(opened("/etc/remembered-2", "remembered", "/usr/bin/cat"));
        page.untilText(".row", "/etc/remembered-2");
        page.press("2").until("document.title.startsWith('History')").press("1").go("about:blank")
                .go(address + "#live?q=" + java.net.URLEncoder.encode("key = remembered", StandardCharsets.UTF_8))
                .untilText(".row.note", "Before this view was opened").picture("remembered");
        append(opened("/etc/remembered-3", "remembered", "/usr/bin/cat"));
        page.untilText(".row", "/etc/remembered-3");
        JsonNode rows = page.evaluate("[...document.querySelectorAll('.row')].map(e => (/remembered-\\d/.exec(e.textContent) ?? ['note'])[0])");
        assertThat(rows.toString()).isEqualTo("[\"remembered-3\",\"note\",\"remembered-2\",\"remembered-1\"]");
    }

    @Test
    void drawsTheStatus() throws Exception {
        page.go(address + "#status").untilText("h1", "nothing was lost").untilText(".sinks", "archive")
                .until("document.querySelectorAll('.chart canvas').length >= 4");
        // each chart has a line in its color, which is green
        page.until("[...document.querySelectorAll('.chart canvas')].every(c => c.getContext('2d')"
                + ".getImageData(0, 0, c.width, c.height).data.some((v, i, all) => i % 4 === 1 && v - all[i - 1] > 40))").picture("status");
        assertThat(page.evaluate("[...document.querySelectorAll('.chart-body')].every(e => e.getAttribute('aria-label').length > 10)")
                .asBoolean()).isTrue();
    }

    @Test
    void fitsAPhoneAndHasContrast() throws Exception {
        append(opened("/etc/" + "long".repeat(60), "a-key-that-is-quite-long-for-a-phone", PROGRAM));
        for (boolean dark : new boolean[] {false, true}) {
            page.media(dark);
            for (String view : new String[] {"live", "history?range=all", "status", "rules"}) {
                page.size(1280, 900).go("about:blank").go(address + "#" + view).until(switch (view) {
                    case "status" -> "document.querySelector('.sinks')";
                    case "rules" -> "document.querySelector('main h1')";
                    case "live" -> "document.querySelector('.bar').textContent.includes('Listening')";
                    default -> "document.querySelector('.row')";
                });
                if (view.startsWith("history")) {
                    page.click(".row a").untilText("#story", "Documents");
                }
                JsonNode contrast = page.evaluate(CONTRAST);
                assertThat(contrast.path("looked").asInt()).isGreaterThan(10);
                assertThat(contrast.path("bad")).as(view + (dark ? " dark" : " light")).isEmpty();
                page.size(360, 740);
                assertThat(page.evaluate("document.documentElement.scrollWidth").asInt()).as(view).isLessThanOrEqualTo(360);
                page.picture(view.replaceFirst("\\?.*", "") + (dark ? "-dark" : "") + "-phone");
            }
        }
        page.size(1280, 900).press("t");
        assertThat(page.evaluate("document.documentElement.dataset.theme").asText()).as("the switch").isEqualTo("light");
    }

    @Test
    void changesNoRuleWithoutTheToken() throws Exception {
        page.go(address + "#rules").untilText("h1", "Rules");
        assertThat(page.evaluate("""
                Promise.all(['plan', 'apply'].map(step => fetch('api/rules/' + step, { method: 'POST', body: '-D',
                    headers: { 'Content-Type': 'text/plain' } }).then(answer => answer.status)))""").toString()).isEqualTo("[403,403]");
    }

    @Test
    void changesTheRulesOfTheKernelAndShowsWhatTheyReport() throws Exception {
        LiveKernel.whyUnavailable().ifPresent(reason -> {
            assertThat(LiveKernel.isRequired()).as("live tests are required, but " + reason).isFalse();
            System.out.println("SKIPPED a live test: " + reason);
            Assumptions.abort(reason);
        });
        Path watched = Files.createDirectories(directory.resolve("watched"));
        String rule = "-a always,exit -F arch=b64 -S mkdir,mkdirat -F dir=" + watched + " -F key=page";
        try (LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(15));
             ServerProcess live = ServerProcess.start("--config", configuration("kernel", "kernel", "127.0.0.1:0",
                     "rules-token: { file: " + secret("kernel", RULES_TOKEN) + " }").toString())) {
            visited = address(live);
            page.go(visited + "#rules").untilText(".empty", "No rule is loaded").click("#rules-text").type(rule)
                    .click(".editor .primary").until("document.querySelector('#token-dialog').open").type("wrong-wrong-wrong-wrong")
                    .press("Enter").untilText(".editor .search-error", "was refused");
            assertThat(kernel.rules()).isEmpty();
            page.click(".editor .primary").until("document.querySelector('#token-dialog').open").type(RULES_TOKEN).press("Enter")
                    .untilText(".diff .add", "key=page").picture("rules");
            assertThat(kernel.rules()).as("a plan changes nothing").isEmpty();
            page.click("#apply").untilText(".done", "1 added").untilText("table.plain", "key=page");
            assertThat(kernel.rules()).hasSize(1);
            assertThat(page.evaluate("localStorage.length + sessionStorage.length").asInt()).as("the token is in memory only").isZero();

            page.press("1").untilText(".bar", "Listening");
            Files.createDirectory(watched.resolve("<img src=x onerror=alert(3)>\u202e\n"));
            page.untilText(".row", "<img src=x onerror=alert(3)>").picture("kernel");
            assertNoMarkup();
            page.press("j", "Enter").until("document.querySelector('#story h1')");
            assertThat(page.text("#story h1")).as(live.errors()).contains("<img src=x onerror=alert(3)>");
            page.picture("kernel-story");
            kernel.setRateLimit(5); // of the records of each event, most are suppressed
            page.press("Escape").until("document.querySelector('#story').hidden");
            for (int i = 0; i < 100; i++) {
                Files.createDirectory(watched.resolve("suppressed-" + i));
            }
            kernel.setRateLimit(0);
            Files.createDirectory(watched.resolve("afterwards"));
            page.press("Escape").evaluate("document.activeElement.blur()");
            page.untilText(".row", "afterwards").untilText(".row.loss", "suppressed").untilText(".row.loss .tag", " events").picture("loss");
            assertThat(page.evaluate(CONTRAST).path("bad")).isEmpty();
            page.press("3").untilText("main", "found missing by serials").untilText("#health", "needs attention").untilText(".panel", "audit daemon").untilText(".chart", "Waiting in the kernel").picture("kernel-status");
            page.go("about:blank");
        }
    }

    @Test
    void asksForTheTokenTellsOfSamplingAndConnectsAgain() throws Exception {
        String source = "{ type: demo, rate: 20000 }";
        String token = "token: { file: " + secret("page", PAGE_TOKEN) + " }";
        try (ServerProcess demo = ServerProcess.start("--config", configuration("demo", source, "127.0.0.1:0", token).toString())) {
            visited = address(demo);
            page.go(visited).until("document.querySelector('#token-dialog').open").type("wrong-wrong-wrong-wrong").press("Enter")
                    .untilText("#token-text", "refuses that token").picture("token").type(PAGE_TOKEN).press("Enter")
                    .untilText(".sampled", "Showing ").untilText(".row", "alice").picture("sampled");
            page.until("/^Showing [1-9]\\d* of [\\d,]{3,} events a second$/.test(document.querySelector('.sampled').textContent)");
            assertThat(page.evaluate("localStorage.length + document.cookie.length").asInt()).as("the token is not kept").isZero();
            demo.terminate();
            page.untilText("#notice", "The connection to the server is lost").untilText("#health", "disconnected").picture("lost");
        }
        String listen = URI.create(visited).getAuthority();
        try (ServerProcess again = ServerProcess.start("--config", configuration("again", source, listen, token).toString())) {
            again.awaitSaid("page at ");
            page.click("#notice button").untilText(".sampled", "Showing ").until("document.querySelector('#notice').hidden");
            page.go("about:blank");
        }
    }
}
