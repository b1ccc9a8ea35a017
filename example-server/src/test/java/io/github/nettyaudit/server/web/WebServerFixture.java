package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.option.ListenAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Starts a server at a free port, with times that a test can wait for. */
abstract class WebServerFixture {
    static final WebLimits USUAL = new WebLimits(64, 16, 8, Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofSeconds(5), 2, 8);
    static final WebLimits SHORT = new WebLimits(64, 16, 8, Duration.ofMillis(300), Duration.ofMillis(300),
            Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofMillis(500),
            Duration.ofMillis(100), 2, 8);
    static final String SECRET = "0123456789abcdefSECRET";

    private WebServer server;

    static WebDoor.Builder loopback() {
        return WebDoor.builder(ListenAddress.parse("127.0.0.1:0")).readers(Readers.ANYBODY);
    }

    WebServer open(WebDoor door, WebRoutes routes, WebLimits limits) throws Exception {
        server = WebServer.open("page", door, routes, new WebCounters(), limits, new CapturedLog());
        return server;
    }

    WebServer open(WebRoutes routes) throws Exception {
        return open(loopback().build(), routes, USUAL);
    }

    WebServer server() {
        return server;
    }

    @AfterEach
    void closeServer() {
        if (server != null) {
            server.close();
        }
    }
}
