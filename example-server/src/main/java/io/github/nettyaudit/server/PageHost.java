package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.metrics.HealthWatch;
import io.github.nettyaudit.server.page.PageRules;
import io.github.nettyaudit.server.page.PageServer;
import io.github.nettyaudit.server.page.PageTail;
import io.github.nettyaudit.server.page.RuleChanges;
import io.github.nettyaudit.server.page.StatusSource;
import io.github.nettyaudit.server.web.WebCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The page of a run. */
final class PageHost implements AutoCloseable {
    /** What the newest events take at most if no spool on a disk has them. */
    private static final long MEMORY = 32L << 20;
    private static final String KERNEL = "kernel";

    private final PageSection first;
    private final WebCounters counters = new WebCounters();
    private final ServedDoor<PageSection> door;
    private final PageTail tail;
    private final @Nullable Path spool;
    private final OperatorLog operator;
    /** One for all pages of the run: a change goes on while another page is opened. */
    private final RuleChanges changes;
    private @Nullable StatusSource status;

    /**
     * @param spool  the directory of the spool; {@code null} without one
     * @param rules  what events mean
     * @param editor of the rules of the kernel
     */
    PageHost(PageSection section, @Nullable Path spool, NormalizationTable rules, NameService names,
            RuleEditor editor, OperatorLog operator) {
        first = section;
        this.spool = spool;
        this.operator = operator;
        changes = new RuleChanges(editor, operator::say);
        tail = new PageTail(rules, names, spool == null ? MEMORY : 0);
        door = new ServedDoor<>("the page is", wanted -> wanted.web().print(),
                wanted -> wanted.web().door().isThere(), this::open, operator);
    }

    /** What happens at the door. */
    WebCounters counters() {
        return counters;
    }

    /** Gets all events. */
    PageTail tail() {
        return tail;
    }

    /**
     * Listens.
     *
     * @param source    where records come from: {@code kernel}, {@code demo}, {@code auditd}, {@code files}
     * @param daemon    the daemon; {@code null} if the source is another one
     * @param forwarder tells the numbers; {@code null} without a forwarder
     * @param sinks     the sinks of the configuration
     * @throws ServerException if it cannot listen
     */
    void start(String source, @Nullable AuditDaemon daemon, @Nullable Supplier<ForwarderStatus> forwarder,
            HealthWatch health, Supplier<List<SinkSection>> sinks) throws ServerException, InterruptedException {
        String host = source.equals("demo") ? "" : String.valueOf(Formats.ofThisHost().hostName());
        status = new StatusSource(ProgramVersion.number(), host, source, daemon, forwarder, health::health,
                () -> sinks.get().stream().map(sink -> new StatusSource.Sink(sink.name(), sink.factory().type(),
                        sink.formatName())).toList(), spool);
        door.start(first);
    }

    private Runnable open(PageSection wanted) throws IOException, InterruptedException {
        StatusSource source = Objects.requireNonNull(status, "not started");
        PageRules rules = source.source().equals(KERNEL)
                ? PageRules.of(changes, wanted.rulesToken())
                : PageRules.none("the records do not come from the kernel of this host, so its rules are not shown");
        PageServer opened = PageServer.open(wanted.web().door(), tail, source, rules, counters);
        operator.say("page at " + wanted.web().url(opened.address(), "/"));
        return opened::close;
    }

    /**
     * Changes to another section, when the file was read again. If it cannot be opened, the one before is.
     *
     * @param wanted the section; without one, nothing changes before the next start
     * @return whether something has changed
     */
    boolean reload(@Nullable PageSection wanted) throws InterruptedException {
        return wanted != null && status != null && door.reload(wanted);
    }

    @Override
    public void close() {
        door.close();
        changes.close();
    }
}
