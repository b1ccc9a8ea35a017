package io.github.nettyaudit.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers, and who may ask; over real sockets. */
class WebServerTest extends WebServerFixture {
    private static final String HELLO = "hello\n";

    private static WebRoutes routes() {
        return WebRoutes.builder()
                .get("/", WebAccess.OPEN, request -> WebResponse.text(200, HELLO).now())
                .get("/closed", WebAccess.READER, request -> WebResponse.text(200, HELLO).now())
                .get("/items/*", WebAccess.OPEN, request -> WebResponse.text(200, request.path() + " rest=" + request.rest()
                        + " q=" + request.parameters("q") + " authorization=" + request.header("authorization")).now())
                .get("/slow", WebAccess.OPEN, request -> request.work(() -> WebResponse.text(200,
                        Thread.currentThread().getName())))
                .get("/broken", WebAccess.OPEN, request -> {
                    throw new IllegalStateException("the inner reason");
                })
                .get("/late", WebAccess.OPEN, request -> new CompletableFuture<>())
                .get("/stream", WebAccess.READER, request -> WebResponse.stream(stream -> stream.send("event",
                        new byte[] {'x'})).now())
                .post("/echo", WebAccess.READER, 1000, request -> WebResponse.text(200, request.text()).now())
                .post("/rules", WebAccess.of(WebToken.of("another-secret-of-rules")), 1000,
                        request -> WebResponse.text(200, "changed").now())
                .get("/unavailable", WebAccess.unavailable("set page.rules-token"),
                        request -> WebResponse.text(200, "").now())
                .build();
    }

    @Test
    void answersSeveralRequestsOfOneConnection() throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server())) {
            for (int i = 0; i < 3; i++) {
                client.send(RawClient.request("GET", "/"));
                assertThat(client.answer().body()).isEqualTo(HELLO);
            }
            client.send(RawClient.request("HEAD", "/"));
            Answer head = client.answer(true);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("6");
            client.send(RawClient.post("/echo", "a=1&b=2"));
            assertThat(client.answer().body()).isEqualTo("a=1&b=2");
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
                    + "0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("abcde");
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("ok");
            assertThat(client.answer().body()).isEqualTo("ok");
            client.send(RawClient.request("GET", "/nothing"));
            assertThat(client.answer().status()).isEqualTo(404);
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.answer().header("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(server().counters().requests()).isEqualTo(9);
        assertThat(server().counters().refusals()).isEqualTo(1);
        await().until(() -> server().counters().connections() == 0);
    }

    @Test
    void answersHttp10() throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server())) {
            client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo(HELLO);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void handsOverPathAndParameters() throws Exception {
        open(routes());
        assertThat(RawClient.get(server(), "/items/a%20b/c?q=1%262&q=%C3%A4+x", "Authorization: Bearer " + SECRET).body())
                .isEqualTo("/items/a b/c rest=a b/c q=[1&2, ä x] authorization=null");
        assertThat(RawClient.get(server(), "/items/").status()).isEqualTo(404);
        assertThat(RawClient.get(server(), "/items").status()).isEqualTo(404);
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws Exception {
        open(loopback().token(WebToken.of(SECRET)).build(), routes(), USUAL);
        List<Answer> answers = List.of(RawClient.get(server(), "/"), RawClient.get(server(), "/nothing"),
                RawClient.get(server(), "/closed"), RawClient.get(server(), "/broken"),
                RawClient.ask(server(), "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                RawClient.ask(server(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
                RawClient.ask(server(), "nonsense\r\n\r\n"));
        assertThat(answers.stream().map(Answer::status)).containsExactly(200, 404, 401, 500, 405, 421, 400);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("content-security-policy")).isEqualTo("default-src 'none'; script-src 'self'; style-src"
                    + " 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
            assertThat(answer.header("date")).endsWith("GMT");
        });
        assertThat(answers.get(1).body()).isEqualTo("{\"error\":{\"message\":\"there is nothing at this path\"}}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:9465",
        "localhost@evil.example", "localhost evil.example", "", "[::1", "[evil]", "127.0.0.1:99999999", "audit.example.net"})
    void anotherNameInHostIsRefused(String host) throws Exception {
        open(loopback().hosts(List.of("audit.example.org")).build(), routes(), USUAL);
        assertThat(RawClient.ask(server(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:8080", "localhost.", "127.0.0.1", "127.0.0.1:1", "[::1]:9465",
        "audit.example.org", "AUDIT.example.org.:443"})
    void ownNamesAndAddressesInHostAreAnswered(String host) throws Exception {
        open(loopback().hosts(List.of("audit.example.org")).build(), routes(), USUAL);
        assertThat(RawClient.ask(server(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "POST /echo|Origin: http://localhost|200",
        "POST /echo|Origin: https://LOCALHOST|200",
        "POST /echo|Origin: http://localhost:81|403",
        "POST /echo|Origin: http://evil.example|403",
        "POST /echo|Origin: null|403",
        "POST /echo|Origin: http://localhost/|403",
        "POST /echo|Origin: http://evil@localhost|403",
        "POST /echo|Sec-Fetch-Site: same-origin|200",
        "POST /echo|Sec-Fetch-Site: cross-site|403",
        "POST /echo|Sec-Fetch-Site: same-site|403",
        "POST /echo|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: navigate~Sec-Fetch-Dest: document|403",
        "POST /echo|X-None: 1|200",
        "GET /|Origin: http://evil.example|403",
        "GET /|Sec-Fetch-Site: none~Sec-Fetch-Mode: navigate~Sec-Fetch-Dest: document|200",
        "GET /|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: navigate~Sec-Fetch-Dest: document|200",
        "GET /|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: navigate~Sec-Fetch-Dest: iframe|403",
        "GET /|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: no-cors~Sec-Fetch-Dest: script|403",
        "GET /stream|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: navigate~Sec-Fetch-Dest: document|403",
        "GET /stream|Sec-Fetch-Site: cross-site~Sec-Fetch-Mode: cors~Sec-Fetch-Dest: empty|403",
        "GET /stream|Sec-Fetch-Site: same-origin~Sec-Fetch-Mode: cors~Sec-Fetch-Dest: empty|200"})
    void requestsOfOtherPagesAreRefused(String line, String headers, int status) throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server())) {
            String[] words = line.split(" ");
            client.send(words[0] + ' ' + words[1] + " HTTP/1.1\r\nHost: localhost\r\n" + headers.replace("~", "\r\n")
                    + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,/echo,POST", "PUT,/echo,", "DELETE,/,", "TRACE,/,", "CONNECT,/,", "OPTIONS,/echo,", "POST,/,'GET, HEAD'"})
    void otherMethodsAreRefused(String method, String path, String allowed) throws Exception {
        open(routes());
        Answer answer = RawClient.ask(server(), RawClient.request(method, path));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allowed == null ? "GET, HEAD, POST" : allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET / HTTP/1.1|400",
        "GET / HTTP/1.1~Host: localhost~Host: localhost|400",
        "GET http://localhost/ HTTP/1.1~Host: localhost|400",
        "GET /items/../closed HTTP/1.1~Host: localhost|400",
        "GET /items/%2e%2e/closed HTTP/1.1~Host: localhost|400",
        "GET /items/%00 HTTP/1.1~Host: localhost|400",
        "GET /items/%0d%0aX: HTTP/1.1~Host: localhost|400",
        "GET //items/a HTTP/1.1~Host: localhost|400",
        "GET /items/%zz HTTP/1.1~Host: localhost|400",
        "GET /items/%ff HTTP/1.1~Host: localhost|400",
        "GET /items\\a HTTP/1.1~Host: localhost|400",
        "GET /items/%5ca HTTP/1.1~Host: localhost|400",
        "GET / HTTP/2.0~Host: localhost|505",
        "GET / HTTP/1.1~Host: localhost~Content-Length: 3|413",
        "GET / HTTP/1.1~Host: localhost~Content-Encoding: gzip|415",
        "GET / HTTP/1.1~Host: localhost~Expect: more|417",
        "GET / HTTP/1.1~Host: localhost~Content-Length: -1|400",
        "GET / HTTP/1.1~Host: localhost~Content-Length: 1~Content-Length: 2|400",
        "POST /echo HTTP/1.1~Host: localhost~Content-Length: 1001|413"})
    void requestsThatAreNotWellFormedAreRefused(String head, int status) throws Exception {
        open(routes());
        assertThat(RawClient.ask(server(), head.replace("~", "\r\n") + "\r\n\r\n").status()).isEqualTo(status);
    }

    @Test
    void tooLongRequestsAreRefused() throws Exception {
        open(routes());
        assertThat(RawClient.get(server(), "/" + "a".repeat(10_000)).status()).isEqualTo(414);
        assertThat(RawClient.get(server(), "/", "X: " + "a".repeat(20_000)).status()).isEqualTo(431);
        String many = "X: a\r\n".repeat(5000);
        assertThat(RawClient.ask(server(), "GET / HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n").status())
                .isEqualTo(431);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedWhileItComes() throws Exception {
        open(routes());
        String chunks = ("400\r\n" + "a".repeat(1024) + "\r\n").repeat(1000); // 1 MB; the answer must not be lost in a reset
        assertThat(RawClient.ask(server(), "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunks).status()).isEqualTo(413);
        assertThat(RawClient.ask(server(), RawClient.post("/echo", "a".repeat(1 << 20))).status()).isEqualTo(413);
        assertThat(RawClient.ask(server(), RawClient.post("/echo", "a".repeat(1000))).status()).isEqualTo(200);
    }

    @Test
    void theTokenIsAskedFor() throws Exception {
        open(loopback().token(WebToken.of(SECRET)).build(), routes(), USUAL);
        assertThat(RawClient.get(server(), "/").status()).isEqualTo(200);
        Answer without = RawClient.get(server(), "/closed");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.header("www-authenticate")).isEqualTo("Bearer");
        for (String wrong : List.of("Bearer", "Bearer ", "Bearer " + SECRET.substring(1), "Bearer " + SECRET + "x",
                "Bearer " + SECRET.toLowerCase(Locale.ROOT), "Basic " + SECRET, SECRET, "Bearer another-secret-of-rules")) {
            Answer answer = RawClient.get(server(), "/closed", "Authorization: " + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("SECRET");
        }
        assertThat(RawClient.get(server(), "/closed", "Authorization: Bearer " + SECRET).body()).isEqualTo(HELLO);
        assertThat(RawClient.get(server(), "/closed", "authorization: bearer " + SECRET).body()).isEqualTo(HELLO);
        assertThat(RawClient.get(server(), "/closed?token=" + SECRET).status()).isEqualTo(401);
        assertThat(RawClient.get(server(), "/unavailable", "Authorization: Bearer " + SECRET).body())
                .contains("set page.rules-token");
    }

    @Test
    void aRouteCanAskForAnotherToken() throws Exception {
        open(loopback().token(WebToken.of(SECRET)).build(), routes(), USUAL);
        assertThat(RawClient.ask(server(), RawClient.post("/rules", "-D", "Authorization: Bearer " + SECRET)).status())
                .isEqualTo(401);
        assertThat(RawClient.ask(server(), RawClient.post("/rules", "-D")).status()).isEqualTo(401);
        assertThat(RawClient.ask(server(), RawClient.post("/rules", "-D", "Authorization: Bearer another-secret-of-rules"))
                .body()).isEqualTo("changed");
    }

    @Test
    void neverLogsAToken() throws Exception {
        CapturedLog log = new CapturedLog();
        WebDoor door = loopback().token(WebToken.of(SECRET)).build();
        assertThat(door.token()).hasToString("a token");
        try (WebServer logging = WebServer.open("page", door, routes(), new WebCounters(), SHORT, log)) {
            RawClient.get(logging, "/broken?token=" + SECRET, "Authorization: Bearer " + SECRET);
            RawClient.get(logging, "/late", "Authorization: Bearer " + SECRET);
            RawClient.get(logging, "/closed", "Authorization: Bearer x" + SECRET);
            RawClient.ask(logging, SECRET + "\r\n\r\n");
        }
        assertThatThrownBy(() -> WebToken.of("SECRET")).hasMessageNotContaining("SECRET");
        assertThat(log.lines().toString()).contains("/broken", "the inner reason", "/late").doesNotContain("SECRET");
    }

    @Test
    void aHandlerThatFailsSaysNothingInside() throws Exception {
        open(routes());
        Answer answer = RawClient.get(server(), "/broken");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("inner");
        assertThat(server().counters().failures()).isEqualTo(1);
    }

    @Test
    void aHandlerThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        open(loopback().build(), routes(), SHORT);
        assertThat(RawClient.get(server(), "/late").status()).isEqualTo(503);
    }

    @Test
    void workRunsBesideTheEventLoopAndIsBounded() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        open(WebRoutes.builder().get("/", WebAccess.OPEN, request -> WebResponse.text(200, HELLO).now())
                .get("/work", WebAccess.OPEN, request -> request.work(() -> {
                    blocked.await();
                    return WebResponse.text(200, Thread.currentThread().getName());
                })).build());
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 11; i++) { // 2 threads, 8 wait
                clients.add(new RawClient(server()));
                clients.get(i).send(RawClient.request("GET", "/work"));
            }
            assertThat(RawClient.get(server(), "/").body()).isEqualTo(HELLO);
            AtomicReference<Answer> last = new AtomicReference<>(clients.get(10).answer());
            assertThat(last.get().status()).isEqualTo(503);
            assertThat(last.get().header("retry-after")).isEqualTo("1");
            blocked.countDown();
            for (RawClient client : clients.subList(0, 10)) {
                assertThat(client.answer().body()).startsWith("audit-web-page-work");
            }
        } finally {
            blocked.countDown();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void requestsSentTogetherDoNotPileUp() throws Exception {
        open(routes());
        try (RawClient client = new RawClient(server())) {
            client.send(RawClient.request("GET", "/slow").repeat(2000));
            assertThat(client.answer().body()).startsWith("audit-web-page-work");
            client.rest(); // closed
        }
        try (RawClient client = new RawClient(server())) {
            client.send(RawClient.request("GET", "/").repeat(3));
            for (int i = 0; i < 3; i++) {
                assertThat(client.answer().body()).isEqualTo(HELLO);
            }
        }
        await().until(() -> server().counters().connections() == 0);
    }

    @Test
    void garbageEndsOnlyItsConnection() throws Exception {
        open(routes());
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4000)];
            random.nextBytes(bytes);
            if (i % 3 == 0) {
                byte[] begin = RawClient.post("/echo", "abc").getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(begin, 0, bytes, 0, Math.min(bytes.length, random.nextInt(begin.length)));
            }
            try (RawClient client = new RawClient(server())) {
                client.send(new String(bytes, StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // it was closed early
            }
        }
        assertThat(RawClient.get(server(), "/").body()).isEqualTo(HELLO);
        assertThat(server().counters().failures()).isZero();
        await().until(() -> server().counters().connections() <= 1);
    }

    @Test
    void saysWhereItCannotListen() throws Exception {
        open(routes());
        ListenAddress taken = server().address();
        assertThatThrownBy(() -> WebServer.open("metrics", WebDoor.builder(taken).build(), routes(), new WebCounters()))
                .isInstanceOf(IOException.class).hasMessageStartingWith("metrics.listen: cannot listen at " + taken);
    }
}
