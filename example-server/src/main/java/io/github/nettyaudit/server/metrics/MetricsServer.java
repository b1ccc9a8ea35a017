package io.github.nettyaudit.server.metrics;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.micrometer.AuditMeters;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.WebAccess;
import io.github.nettyaudit.server.web.WebCounters;
import io.github.nettyaudit.server.web.WebDoor;
import io.github.nettyaudit.server.web.WebRequest;
import io.github.nettyaudit.server.web.WebResponse;
import io.github.nettyaudit.server.web.WebRoutes;
import io.github.nettyaudit.server.web.WebServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /metrics}, in the text format of Prometheus, {@code /healthz} and {@code /readyz}. The latter two ask for no
 * token, since what asks for them often cannot have one; the reasons are for those who have it.
 */
public final class MetricsServer implements AutoCloseable {
    /** The name of the door. */
    public static final String NAME = "metrics";
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String INDEX = "/metrics   metrics, in the text format of Prometheus\n"
            + "/healthz   whether the server lives: 200 or 503\n"
            + "/readyz    whether events come in, are kept and go out: 200 or 503\n";

    private final MetricsPage page;
    private final WebServer server;

    private MetricsServer(MetricsPage page, WebServer server) {
        this.page = page;
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param door      where
     * @param daemon    the daemon; {@code null} if the source is another one
     * @param forwarder the forwarder; {@code null} without one
     * @param health    tells the health
     * @param doors     the counters of each door, by its name; that of this server is {@code metrics}
     * @param version   the version of the program
     * @return the server
     * @throws IOException          if it cannot listen; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public static MetricsServer open(WebDoor door, @Nullable AuditDaemon daemon, @Nullable Forwarder forwarder,
            HealthWatch health, Map<String, WebCounters> doors, String version) throws IOException, InterruptedException {
        List<AuditMeters> meters = new ArrayList<>();
        if (daemon != null) {
            meters.add(AuditMeters.of(daemon));
        }
        if (forwarder != null) {
            meters.add(AuditMeters.of(forwarder));
        }
        MetricsPage page = new MetricsPage(meters, doors, version);
        WebRoutes routes = WebRoutes.builder()
                .get("/", WebAccess.OPEN, request -> WebResponse.text(200, INDEX).now())
                .get("/metrics", WebAccess.READER, request -> metrics(page, request))
                .get("/healthz", WebAccess.OPEN, request -> {
                    Health now = health.health();
                    return answer("alive", now.isAlive(), request, now.dead()).now();
                })
                .get("/readyz", WebAccess.OPEN, request -> {
                    Health now = health.health();
                    return answer("ready", now.isReady(), request, now.reasons()).now();
                }).build();
        try {
            return new MetricsServer(page, WebServer.open(NAME, door, routes,
                    doors.getOrDefault(NAME, new WebCounters())));
        } catch (IOException | InterruptedException | RuntimeException e) {
            page.close();
            throw e;
        }
    }

    private static CompletionStage<WebResponse> metrics(MetricsPage page, WebRequest request) {
        return request.work(() -> WebResponse.of(200, TEXT_FORMAT, page.scrape()));
    }

    private static WebResponse answer(String what, boolean isGood, WebRequest request, List<String> reasons) {
        ByteBuf document = Unpooled.buffer();
        JsonWriter json = new JsonWriter().to(document).beginObject().name(what).value(isGood);
        if (request.isReader()) {
            json.name("reasons").beginArray();
            reasons.forEach(json::value);
            json.endArray();
        }
        json.endLine();
        return WebResponse.json(isGood ? 200 : 503, ByteBufUtil.getBytes(document));
    }

    /**
     * Returns where it listens.
     *
     * @return the address, with its port
     */
    public ListenAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        page.close();
    }
}
