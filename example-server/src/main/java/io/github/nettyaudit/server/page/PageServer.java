package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.FilterSyntaxException;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.WebAccess;
import io.github.nettyaudit.server.web.WebCounters;
import io.github.nettyaudit.server.web.WebDoor;
import io.github.nettyaudit.server.web.WebRequest;
import io.github.nettyaudit.server.web.WebResponse;
import io.github.nettyaudit.server.web.WebRoutes;
import io.github.nettyaudit.server.web.WebServer;
import io.github.nettyaudit.server.web.WorkPool;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves the page: its files, and what they ask for. */
public final class PageServer implements AutoCloseable {
    /** How many may follow the newest events at a time: each looks at all events. */
    static final int MOST_READERS = 16;
    /** Each may take some seconds, and all must be answered in time. */
    private static final int MOST_WAITING_SEARCHES = 4;
    private static final int USUAL_ROWS = 100;
    /** Some centuries. */
    private static final long MOST_SECONDS = 10_000_000_000L;
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(PageServer.class);

    private final PageTail tail;
    private final StoredEvents events;
    private final StatusWriter status;
    private final StatusSource source;
    /** One after the other, so that they neither take all processors nor keep other requests waiting. */
    private final WorkPool searches = new WorkPool("search", 1, MOST_WAITING_SEARCHES);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-page");
        thread.setDaemon(true);
        return thread;
    });
    private final WebServer server;

    private PageServer(WebDoor door, PageTail tail, StatusSource source, PageRules rules, WebCounters counters)
            throws IOException, InterruptedException {
        this.tail = tail;
        this.source = source;
        EventContext host = source.host().isEmpty() ? EventContext.NONE : EventContext.ofHost(source.host());
        Path spool = source.spool();
        events = spool == null ? new MemoryEvents(tail.recent(), host) : new SpoolEvents(spool, host, source.isLive());
        status = new StatusWriter(source, tail);
        PageFiles files = new PageFiles();
        WebRoutes.Builder routes = WebRoutes.builder();
        for (String name : files.names()) {
            routes.get('/' + name, WebAccess.OPEN, request -> files.get(name, request).now());
        }
        routes.get("/", WebAccess.OPEN, request -> files.get(PageFiles.INDEX, request).now())
                .get("/api/status", WebAccess.READER, request -> request.work(() -> PageJson.answer(status.status())))
                .get("/api/series", WebAccess.READER, request -> PageJson.answer(tail.series().json()).now())
                .get("/api/tail", WebAccess.READER, request -> request.work(() -> tail(request)))
                .get("/api/history", WebAccess.READER, request -> searches.run(() -> history(request)))
                .get("/api/events/*", WebAccess.READER, request -> searches.run(() -> story(request)));
        rules.addTo(routes);
        try {
            server = WebServer.open("page", door, routes.build(), counters);
        } catch (IOException | InterruptedException | RuntimeException e) {
            timer.shutdownNow();
            searches.close();
            throw e;
        }
        timer.scheduleAtFixedRate(guarded(tail::tick), 1, 1, TimeUnit.SECONDS);
        timer.scheduleAtFixedRate(guarded(() -> tail.series().add(source, tail)), 0, Series.STEP_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Listens.
     *
     * @param door     where
     * @param tail     the newest events
     * @param source   what the page says about the server
     * @param rules    the rules of the kernel
     * @param counters counts what happens at the door
     * @return the server
     * @throws IOException          if it cannot listen; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public static PageServer open(WebDoor door, PageTail tail, StatusSource source, PageRules rules,
            WebCounters counters) throws IOException, InterruptedException {
        return new PageServer(door, tail, source, rules, counters);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOGGER.warn("the page could not be brought up to date", e); // an exception would end the timer's task
            }
        };
    }

    private WebResponse tail(WebRequest request) {
        FilterExpression filter;
        try {
            filter = filter(request);
        } catch (FilterSyntaxException e) {
            return wrongFilter(e);
        }
        if (tail.readers() >= MOST_READERS) {
            return WebResponse.problem(503, "there are " + MOST_READERS
                    + " readers of the newest events already: close one").header("Retry-After", "5");
        }
        PageTail.Reader reader = tail.reader(filter);
        return WebResponse.stream(reader::start);
    }

    private static @Nullable FilterExpression filter(WebRequest request) {
        String text = request.parameter("filter");
        return text == null || text.isBlank() ? null : FilterExpression.parse(text);
    }

    private static WebResponse wrongFilter(FilterSyntaxException problem) {
        return WebResponse.json(400, PageJson.object(json -> {
            json.name("error").beginObject().text("message", "filter: " + problem.getMessage())
                    .number("column", problem.column());
            json.name("allowed").beginArray();
            FilterExpression.fields().forEach(json::value);
            json.endArray().endObject();
        }));
    }

    private WebResponse history(WebRequest request) throws IOException, InterruptedException {
        HistoryPage page;
        long cursor;
        boolean isNewestFirst;
        try {
            isNewestFirst = isNewestFirst(request);
            cursor = number(request, "cursor", 0, Long.MAX_VALUE, 0);
            page = new HistoryPage(from(request), to(request), filter(request),
                    (int) number(request, "limit", 1, HistoryPage.MOST_ROWS, USUAL_ROWS), tail.rules(), tail.names());
        } catch (FilterSyntaxException e) {
            return wrongFilter(e);
        } catch (IllegalArgumentException e) {
            return WebResponse.problem(400, String.valueOf(e.getMessage()));
        }
        return PageJson.answer(isNewestFirst ? page.readBack(events, cursor) : page.read(events, cursor));
    }

    private static long from(WebRequest request) {
        long seconds = number(request, "last", 1, MOST_SECONDS, 0);
        return Math.max(time(request, "from", 0), seconds == 0 ? 0 : System.currentTimeMillis() - seconds * 1000);
    }

    private static long to(WebRequest request) {
        long to = time(request, "to", Long.MAX_VALUE);
        if (to < time(request, "from", 0)) {
            throw new IllegalArgumentException("to is before from: no event can be between them");
        }
        return to;
    }

    private static boolean isNewestFirst(WebRequest request) {
        String order = request.parameter("order");
        if (order == null || order.isEmpty() || order.equals("oldest") || order.equals("newest")) {
            return "newest".equals(order);
        }
        throw new IllegalArgumentException("order must be oldest or newest");
    }

    private static long number(WebRequest request, String name, long least, long most, long usual) {
        String text = request.parameter(name);
        if (text == null || text.isEmpty()) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be a number from " + least + " to " + most);
    }

    private static long time(WebRequest request, String name, long usual) {
        String text = request.parameter(name);
        if (text == null || text.isEmpty()) {
            return usual;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(name + " must be a time in UTC such as 2026-11-27T08:30:00Z");
        }
    }

    private WebResponse story(WebRequest request) throws IOException, InterruptedException {
        String id = request.rest();
        byte[] story = events.find(id, this::write);
        return story == null ? WebResponse.problem(404, events.source().equals("spool")
                ? "the event is not in the spool, or not any more"
                : "the event is not in the memory of the newest events any more; with a spool on a disk older"
                        + " events can be opened, too") : PageJson.answer(story);
    }

    private byte[] write(AuditEvent event, EventContext context) {
        return new StoryWriter(tail.rules(), tail.names()).story(event, context);
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
        timer.shutdownNow();
        tail.closeReaders();
        searches.close();
        server.close();
    }
}
