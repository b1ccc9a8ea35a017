package io.github.nettyaudit.server.page.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A tab of the browser. What a page must not do is remembered: errors, violations of its policy, dialogs, other hosts. */
public final class BrowserPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 15;
    private static final Map<String, Integer> KEYS = Map.of("Enter", 13, "Escape", 27, "Tab", 9, "ArrowRight", 39, "ArrowDown", 40,
            "End", 35, "Home", 36);

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private WebSocket socket;

    private BrowserPage() {
    }

    static BrowserPage connect(HttpClient client, URI address) throws InterruptedException {
        BrowserPage page = new BrowserPage();
        page.socket = client.newWebSocketBuilder().buildAsync(address, page.new Reader()).join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            page.send(domain + ".enable", Map.of());
        }
        page.send("Page.addScriptToEvaluateOnNewDocument", Map.of("source",
                "document.addEventListener('securitypolicyviolation', e => console.error('policy violated: '"
                + " + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"));
        page.media(false);
        page.size(1280, 900);
        return page;
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket source, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add("not JSON: " + e);
                }
                text.setLength(0);
            }
            source.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket source, Throwable error) {
            waiting.values().forEach(each -> each.completeExceptionally(error));
        }
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add("exception: " + parameters.path("exceptionDetails"));
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert").contains(parameters.path("type").asText())) {
                    complaints.add("console: " + parameters.path("args"));
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.path("entry");
                // a refused request, such as one with a wrong token, is an entry of the source network
                if ("error".equals(entry.path("level").asText()) && !"network".equals(entry.path("source").asText())) {
                    complaints.add("log: " + entry.path("text").asText());
                }
            }
            case "Page.javascriptDialogOpening" -> {
                complaints.add("dialog: " + parameters.path("message").asText());
                sendLater("Page.handleJavaScriptDialog", Map.of("accept", false));
            }
            case "Network.requestWillBeSent" -> hosts.add(URI.create(parameters.path("request").path("url").asText()
                    .replaceFirst("[?#].*", "")).getAuthority() + "");
            default -> { }
        }
    }

    private CompletableFuture<JsonNode> sendLater(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        synchronized (this) {
            socket.sendText(message.toString(), true).join();
        }
        return answer;
    }

    private JsonNode send(String method, Map<String, ?> parameters) throws InterruptedException {
        try {
            JsonNode answer = sendLater(method, parameters).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer.has("error")) {
                throw new AssertionError(method + ": " + answer.path("error"));
            }
            return answer.path("result");
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(method, e);
        }
    }

    /** Goes to an address. */
    public BrowserPage go(String address) throws InterruptedException {
        send("Page.navigate", Map.of("url", address));
        return until("document.readyState === 'complete'");
    }

    /** Evaluates JavaScript in the page; a promise is waited for. */
    public JsonNode evaluate(String expression) throws InterruptedException {
        JsonNode answer = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    public String text(String selector) throws InterruptedException {
        return evaluate("document.querySelector(" + JSON.valueToTree(selector) + ")?.textContent ?? ''").asText();
    }

    public int count(String selector) throws InterruptedException {
        return evaluate("document.querySelectorAll(" + JSON.valueToTree(selector) + ").length").asInt();
    }

    /** Waits until an expression is true. */
    public BrowserPage until(String expression) throws InterruptedException {
        try {
            Awaitility.await(expression).atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).pollInterval(30, TimeUnit.MILLISECONDS)
                    .ignoreExceptions().until(() -> evaluate("!!(" + expression + ")").asBoolean());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("never true: " + expression + "\nthe page: " + evaluate("document.body.innerText")
                    + "\nits complaints: " + complaints, e);
        }
        return this;
    }

    /** Waits until an element has a text in it. */
    public BrowserPage untilText(String selector, String text) throws InterruptedException {
        return until("[...document.querySelectorAll(" + JSON.valueToTree(selector) + ")].some(e => e.textContent.includes("
                + JSON.valueToTree(text) + "))");
    }

    /** Presses keys one after another: Enter, Escape, Tab, …, or single characters. */
    public BrowserPage press(String... keys) throws InterruptedException {
        for (String key : keys) {
            boolean isNamed = KEYS.containsKey(key);
            int code = isNamed ? KEYS.get(key) : Character.toUpperCase(key.charAt(0));
            String text = "Enter".equals(key) ? "\r" : isNamed ? "" : key;
            send("Input.dispatchKeyEvent", Map.of("type", text.isEmpty() ? "rawKeyDown" : "keyDown", "key", key, "text", text,
                    "windowsVirtualKeyCode", code));
            send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
        }
        return this;
    }

    /** Writes into the element that has the focus. */
    public BrowserPage type(String text) throws InterruptedException {
        send("Input.insertText", Map.of("text", text));
        return this;
    }

    /** Clicks an element as a person does: at its middle, where nothing may lie over it. */
    public BrowserPage click(String selector) throws InterruptedException {
        until("document.querySelector(" + JSON.valueToTree(selector) + ")");
        JsonNode place = evaluate("(() => { const e = document.querySelector(" + JSON.valueToTree(selector) + ");"
                + " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            send("Input.dispatchMouseEvent", Map.of("type", type, "x", place.path(0).asDouble(), "y", place.path(1).asDouble(),
                    "button", "left", "clickCount", 1));
        }
        return this;
    }

    public BrowserPage size(int width, int height) throws InterruptedException {
        send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** The color scheme of the system; motion is always reduced, so that nothing is looked at half-way. */
    public BrowserPage media(boolean dark) throws InterruptedException {
        send("Emulation.setEmulatedMedia", Map.of("features", List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        return this;
    }

    /** Keeps a picture in the directory that the variable {@code NETTY_AUDIT_SHOTS} names, if it does. */
    public BrowserPage picture(String name) throws IOException, InterruptedException {
        String directory = System.getenv("NETTY_AUDIT_SHOTS");
        if (directory != null) {
            String data = send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".png"), Base64.getDecoder().decode(data));
        }
        return this;
    }

    /** Fails if the page has done what it must not do. */
    public void assertWellBehaved(String host) {
        assertThat(complaints).isEmpty();
        assertThat(hosts).isNotEmpty().allMatch(each -> each.equals(host) || each.equals("null"));
    }

    void close() {
        socket.abort();
    }
}
