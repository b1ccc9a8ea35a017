package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.page.PageServer;
import io.github.nettyaudit.server.page.PageTail;
import io.github.nettyaudit.server.page.StatusSource;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The web page of a run: its sink among those of the forwarder, and its server. One thread. */
final class PageRun implements AutoCloseable {
    private final ServerConfiguration configuration;
    private final OperatorLog operator;
    private final @Nullable PageTail tail;
    private @Nullable PageSection present;
    private @Nullable StatusSource source;
    private @Nullable Forwarder forwarder;
    private @Nullable Monitoring monitoring;
    private @Nullable SinkChanger sinks;
    private @Nullable PageServer server;

    private PageRun(ServerConfiguration configuration, @Nullable PageTail tail, OperatorLog operator) {
        this.configuration = configuration;
        this.tail = tail;
        this.operator = operator;
        present = configuration.page();
    }

    static PageRun of(ServerConfiguration configuration, NameService names, OperatorLog operator) {
        PageSection section = configuration.page();
        return new PageRun(configuration, section == null ? null
                : new PageTail(configuration.normalization(), names, section.memory()), operator);
    }

    void addTo(List<SinkPlan> plans) {
        if (tail != null) {
            plans.add(tail.plan());
        }
    }

    /** What the page tells of, when it is there. */
    void attach(Forwarder started, Monitoring health, SinkChanger changer) {
        forwarder = started;
        monitoring = health;
        sinks = changer;
    }

    /** Listens, when the source is open. */
    void start(@Nullable AuditDaemon daemon) throws ServerException, InterruptedException {
        if (present == null) {
            return;
        }
        String type = configuration.source().type().name().toLowerCase(Locale.ROOT);
        Monitoring health = Objects.requireNonNull(monitoring);
        SinkChanger changer = Objects.requireNonNull(sinks);
        source = new StatusSource(ProgramVersion.number(), String.valueOf(Formats.ofThisHost().hostName()), type, daemon,
                Objects.requireNonNull(forwarder)::status, () -> health.health().health(), changer::describe,
                configuration.spool().directory());
        try {
            open(present);
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private void open(PageSection section) throws IOException, InterruptedException {
        PageServer opened = PageServer.open(section.web().door(), Objects.requireNonNull(tail),
                Objects.requireNonNull(source), section.rulesToken());
        server = opened;
        operator.say("page at " + section.web().url(opened.address(), "/"));
    }

    /**
     * Changes to another section, when the file was read again.
     *
     * @return whether something has changed, or was said
     */
    boolean reload(@Nullable PageSection wanted) throws InterruptedException {
        PageSection before = present;
        if (Objects.equals(print(before), print(wanted))) {
            return false;
        }
        if (tail == null) {
            operator.warn("a page that was added needs a restart");
            return true;
        }
        closeServer();
        present = wanted;
        if (wanted == null) {
            operator.say("the page is not served any more");
            return true;
        }
        try {
            open(wanted);
        } catch (IOException e) {
            operator.error(e.getMessage() + (before == null ? "" : "; the page is served as before"));
            reopen(before);
        }
        return true;
    }

    private void reopen(@Nullable PageSection before) throws InterruptedException {
        present = before;
        if (before == null) {
            return;
        }
        try {
            open(before);
        } catch (IOException e) {
            operator.error(String.valueOf(e.getMessage()));
            present = null;
        }
    }

    private static @Nullable Object print(@Nullable PageSection section) {
        return section == null ? null : section.web().print();
    }

    private void closeServer() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() {
        closeServer();
    }
}
