package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.testkit.LiveKernel;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server that is the audit daemon: its rules are changed with the token alone, and an event has its processes. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class PageLiveTest {
    private static final String[] JSON_BODY = {"Content-Type", "application/json"};
    private static final String SECRET = "the-secret-of-the-rules";
    private static final String RULE = "-a always,exit -F arch=b64 -S execve -F key=page-test";
    private static final String HOSTILE = "<script>alert(1)</script>";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;
    private final HttpClient client = HttpClient.newHttpClient();
    private String page = "";

    private Path configuration() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), SECRET + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(directory.resolve("server.yaml"), """
                source: { type: kernel, mode: unicast, enable: true }
                intake: { directory: %s }
                spool: { directory: %s }
                state-directory: %s
                page: { listen: "127.0.0.1:0", rules-token: { file: %s } }
                """.formatted(directory.resolve("intake"), directory.resolve("spool"), directory.resolve("state"), token));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(page + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("<");
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(String path, String body, @Nullable String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String applying(String rules, String digest) throws Exception {
        return JSON.writeValueAsString(Map.of("rules", rules, "digest", digest));
    }

    private HttpResponse<String> apply(String rules) throws Exception {
        JsonNode plan = JSON.readTree(post("/api/rules/plan", rules, SECRET).body());
        return post("/api/rules/apply", applying(rules, plan.get("digest").asText()), SECRET, JSON_BODY);
    }

    @Test
    void rulesAreChangedWithTheTokenAloneAndAnEventHasItsProcesses() throws Exception {
        try (LiveKernel kernel = LiveKernels.take();
                ServerProcess server = ServerProcess.start("--config", configuration().toString())) {
            server.awaitSaid("page at ");
            Matcher matcher = Pattern.compile("page at (http://127\\.0\\.0\\.1:\\d+)/").matcher(server.errors());
            assertThat(matcher.find()).isTrue();
            page = matcher.group(1);

            assertThat(get("/api/rules").get("writable").asBoolean()).isTrue();
            refused(kernel);
            HttpResponse<String> planned = post("/api/rules/plan", RULE, SECRET);
            assertThat(planned.statusCode()).as(planned.body()).isEqualTo(200);
            JsonNode plan = JSON.readTree(planned.body());
            assertThat(plan.get("plan").get(0).get("change").asText()).isEqualTo("add");
            assertThat(kernel.rules()).isEmpty();
            String digest = plan.get("digest").asText();
            assertThat(post("/api/rules/apply", applying("-D", digest), SECRET, JSON_BODY).statusCode()).isEqualTo(409);
            HttpResponse<String> applied = post("/api/rules/apply", applying(RULE, digest), SECRET, JSON_BODY);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
            assertThat(JSON.readTree(applied.body()).get("added").asInt()).isEqualTo(1);
            assertThat(kernel.rules()).hasSize(1);
            assertThat(get("/api/rules").get("rules").get(0).get("text").asText()).isEqualTo(RULE);
            assertThat(post("/api/rules/apply", applying(RULE, digest), SECRET, JSON_BODY).statusCode()).as("a stale plan")
                    .isEqualTo(409);
            HttpResponse<String> withoutType = post("/api/rules/apply", applying(RULE, digest), SECRET);
            assertThat(withoutType.statusCode()).isEqualTo(400);
            assertThat(withoutType.body()).contains("Content-Type: application/json");

            story();
            assertThat(get("/api/status").get("kernel").get("pid").asLong()).isEqualTo(server.pid());

            assertThat(apply("-D").statusCode()).isEqualTo(200);
            assertThat(kernel.rules()).isEmpty();
            assertThat(server.errors()).contains("the rules were changed on the page: 1 added, 0 deleted",
                    "the rules were changed on the page: 0 added, 1 deleted").doesNotContain(SECRET);
            assertThat(server.terminate()).isZero();
        }
    }

    /** Nothing changes the rules without the token. */
    private void refused(LiveKernel kernel) throws Exception {
        for (String path : new String[] {"/api/rules/plan", "/api/rules/apply"}) {
            assertThat(post(path, RULE, null).statusCode()).as(path).isEqualTo(401);
            assertThat(post(path, RULE, SECRET.toUpperCase(java.util.Locale.ROOT)).statusCode()).as(path).isEqualTo(401);
            assertThat(post(path, RULE, SECRET, "Origin", "http://evil.example").statusCode()).as(path).isEqualTo(403);
        }
        assertThat(kernel.rules()).isEmpty();
    }

    private void story() throws Exception {
        assertThat(new ProcessBuilder("/bin/echo", HOSTILE).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()).isZero();
        String query = "/api/history?filter=" + URLEncoder.encode("key = 'page-test' and exe ends-with '/echo'",
                StandardCharsets.UTF_8);
        await().atMost(ServerProcess.PATIENCE).until(() -> get(query).get("rows").size() > 0);
        JsonNode row = get(query).get("rows").get(0);
        JsonNode story = get("/api/events/" + URLEncoder.encode(row.get("id").asText(), StandardCharsets.UTF_8));
        JsonNode process = story.get("process");
        assertThat(process.get("args").get(1).asText()).isEqualTo(HOSTILE);
        assertThat(process.get("parents").size()).isPositive();
        assertThat(process.get("parents").get(0).get("exe").asText()).isNotBlank();
        assertThat(story.get("documents").get("ecs").asText()).contains(HOSTILE);
    }
}
