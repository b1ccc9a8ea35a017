package io.github.nettyaudit.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.http.ScriptedHttpServer.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientTest {
    private static final HttpHeaders NONE = new DefaultHttpHeaders();

    private final ScriptedHttpServer server = new ScriptedHttpServer(request -> Reply.of(200, "echo " + request.text()));
    private HttpClient client = client(2, Duration.ofSeconds(30));

    private static HttpClient client(int connections, Duration timeout) {
        return new HttpClient("test-http", new HttpOptions(connections, Duration.ofSeconds(5), timeout,
                HttpCredentials.basic("user", "pass:word"), null));
    }

    @AfterEach
    void close() throws Exception {
        client.close(Duration.ofSeconds(1)).get(10, TimeUnit.SECONDS);
        server.close();
    }

    private CompletableFuture<HttpReply> post(String body) {
        return client.post(HttpEndpoint.of(server.url()), "/path?a=b", NONE, Unpooled.copiedBuffer(body, UTF_8));
    }

    private HttpReply reply(String body) throws Exception {
        return post(body).get(20, TimeUnit.SECONDS);
    }

    private void fails(CompletableFuture<HttpReply> reply, String words) {
        assertThatThrownBy(() -> reply.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(IOException.class).hasMessageStartingWith(server.url() + ": ").hasMessageContaining(words);
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        assertThat(reply("one").text()).isEqualTo("echo one");
        assertThat(reply("two").text()).isEqualTo("echo two");
        assertThat(server.accepted()).isOne();
        ScriptedHttpServer.Request request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/path?a=b");
        assertThat(request.headers().get("authorization")).isEqualTo("Basic dXNlcjpwYXNzOndvcmQ=");
        assertThat(request.headers().get("host")).isEqualTo(server.url().substring("http://".length()));
    }

    @Test
    void noMoreConnectionsThanAllowed() throws Exception {
        server.script(request -> Reply.NONE);
        List<CompletableFuture<HttpReply>> replies = List.of(post("1"), post("2"), post("3"));
        await().until(() -> server.requests().size() == 2);
        server.sendToAll(Reply.of(200, "done"));
        await().until(() -> server.requests().size() == 3);
        assertThat(server.accepted()).isEqualTo(2);
        server.sendToAll(Reply.of(200, "done"));
        for (CompletableFuture<HttpReply> reply : replies) {
            assertThat(reply.get(20, TimeUnit.SECONDS).text()).isEqualTo("done");
        }
    }

    @Test
    void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
        reply("one");
        server.sendToAll(Reply.of(200, "unasked"));
        await().until(() -> server.open() == 0);
        assertThat(reply("two").text()).isEqualTo("echo two");
    }

    @Test
    void aServerThatDoesNotAnswer() throws Exception {
        client.close(Duration.ZERO);
        client = client(1, Duration.ofMillis(100));
        server.script(request -> Reply.NONE);
        fails(post("one"), "has not answered within 100 ms");
        await().until(() -> server.open() == 0);
        server.script(request -> Reply.of(200, "late"));
        assertThat(reply("two").text()).isEqualTo("late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nin part",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nin part"})
    void aConnectionThatIsCut(String part) {
        server.script(request -> Reply.cut(part));
        fails(post("one"), "the connection was closed before the answer was complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u0002 garbage \u001b[31m\r\n\r\n\r\n", "220 mail.example ESMTP\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
    void aServerThatDoesNotSpeakHttp(String garbage) {
        server.script(request -> Reply.cut(garbage));
        CompletableFuture<HttpReply> reply = post("one");
        fails(reply, "");
        assertThatThrownBy(reply::get).message().doesNotContain("\u001b");
    }

    @Test
    void aServerThatIsNotThere() {
        server.close();
        fails(post("one"), "no connection: Connection refused");
    }

    @Test
    void aRequestThatIsGivenUpEndsItsConnection() throws Exception {
        server.script(request -> Reply.NONE);
        CompletableFuture<HttpReply> reply = post("one");
        await().until(() -> server.requests().size() == 1);
        reply.cancel(false);
        await().until(() -> server.open() == 0);
    }

    @Test
    void aServerThatClosesAfterItsAnswer() throws Exception {
        server.script(request -> Reply.of(200, "bye", "Connection: close"));
        assertThat(reply("one").text()).isEqualTo("bye");
        assertThat(reply("two").text()).isEqualTo("bye");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void theNextServerIsTriedIfOneDoesNotAnswer() throws Exception {
        ScriptedHttpServer gone = new ScriptedHttpServer(request -> Reply.NONE);
        gone.close();
        HttpServers servers = new HttpServers(client,
                    List.of(HttpEndpoint.of(gone.url()), HttpEndpoint.of(server.url())));
        assertThat(servers.post("/", NONE, Unpooled.copiedBuffer("a", UTF_8)).get(20, TimeUnit.SECONDS).text())
                .isEqualTo("echo a");
        server.script(request -> Reply.of(503, "no"));
        assertThat(servers.post("/", NONE, Unpooled.copiedBuffer("b", UTF_8)).get(20, TimeUnit.SECONDS).status())
                .isEqualTo(503);
        server.script(request -> Reply.of(200, "again"));
        // the first server is used again, which is not there
        assertThat(servers.post("/", NONE, Unpooled.copiedBuffer("c", UTF_8)).get(20, TimeUnit.SECONDS).text())
                .isEqualTo("again");
        ByteBuf body = Unpooled.copiedBuffer("d", UTF_8);
        server.close();
        assertThatThrownBy(() -> servers.post("/", NONE, body).get(20, TimeUnit.SECONDS))
                .hasMessageContaining("no connection");
        assertThat(body.refCnt()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void compressedBodies(HttpCompression compression) throws Exception {
        String text = "the same ".repeat(10_000);
        ByteBuf body = compression.compress(Unpooled.copiedBuffer(text, UTF_8));
        assertThat(body.readableBytes()).isLessThan(text.length() / 10);
        HttpHeaders headers = new DefaultHttpHeaders().set("content-encoding", compression.encoding());
        HttpReply reply = client.post(HttpEndpoint.of(server.url()), "/", headers, body).get(20, TimeUnit.SECONDS);
        assertThat(new String(reply.body(), UTF_8)).isEqualTo("echo " + text);
    }

    @Test
    void aClosedClientSendsNothing() throws Exception {
        server.script(request -> Reply.NONE);
        CompletableFuture<HttpReply> open = post("one");
        await().until(() -> server.requests().size() == 1);
        client.close(Duration.ofSeconds(1)).get(10, TimeUnit.SECONDS);
        fails(open, "closed");
        fails(post("two"), "the client is closed");
    }
}
