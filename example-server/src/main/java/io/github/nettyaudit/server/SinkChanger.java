package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.config.ConfigurationChange;
import io.github.nettyaudit.server.config.Fingerprint;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes the sinks of a forwarder: all, or none if one cannot be opened. New ones are opened before the old ones end,
 * but for those that hold something exclusively; if one of these cannot be opened, the old ones are opened again. One
 * thread.
 */
final class SinkChanger {
    private final Forwarder forwarder;
    private final Opener opener;
    private final OperatorLog operator;
    private final Map<String, Present> running = new LinkedHashMap<>();
    private volatile List<SinkSection> sections;

    /** Opens a sink. */
    @FunctionalInterface
    interface Opener {
        /** @param rules what events mean */
        SinkPlan open(SinkSection section, NormalizationTable rules) throws ServerException;
    }

    /** A sink that is there. */
    private record Present(SinkSection section, NormalizationTable rules) {
    }

    /**
     * @param started the sinks with which the forwarder was started
     * @param rules   what events mean in their documents
     */
    SinkChanger(Forwarder forwarder, List<SinkSection> started, NormalizationTable rules, Opener opener,
            OperatorLog operator) {
        this.forwarder = forwarder;
        this.opener = opener;
        this.operator = operator;
        started.forEach(sink -> running.put(sink.name(), new Present(sink, rules)));
        sections = List.copyOf(started);
    }

    /** What sinks are there, and what they were made from. */
    Map<String, Fingerprint> running() {
        Map<String, Fingerprint> prints = new LinkedHashMap<>();
        running.forEach((name, present) -> prints.put(name, present.section.print()));
        return prints;
    }

    /** The sinks that are there. Any thread. */
    List<SinkSection> sections() {
        return sections;
    }

    private void changed() {
        sections = running.values().stream().map(Present::section).toList();
    }

    /**
     * Changes the sinks.
     *
     * @param rules    what events mean
     * @param patience how long the sinks that end may take
     * @return whether that was done; if not, it is said why, and which sinks are there
     */
    boolean change(ConfigurationChange change, NormalizationTable rules, Duration patience) throws InterruptedException {
        Begun begun = new Begun(change.begun(), rules);
        try {
            begun.openThoseThatCanBeBeside();
            forwarder.replaceSinks(change.ended(), begun::openRest, patience);
        } catch (ServerException | IOException | RuntimeException e) {
            begun.closeUnused();
            operator.error(e instanceof RuntimeException ? e.toString() : String.valueOf(e.getMessage()));
            restore(patience);
            changed();
            return false;
        }
        change.ended().forEach(running::remove);
        change.begun().forEach(sink -> running.put(sink.name(), new Present(sink, rules)));
        changed();
        forget();
        return true;
    }

    private void forget() throws InterruptedException {
        try {
            forwarder.forgetAbsentSinks().forEach(name -> operator.say("the position of the sink " + name
                    + ", which is not in the configuration any more, was deleted"));
        } catch (IOException e) {
            operator.warn("the position of a sink that was removed cannot be deleted: " + e.getMessage());
        }
    }

    /** Opens those again that had to end before it was known that others cannot be opened. */
    private void restore(Duration patience) throws InterruptedException {
        List<String> absent = new ArrayList<>(running.keySet());
        absent.removeAll(forwarder.sinks());
        for (String name : absent) {
            Present before = running.get(name);
            try {
                SinkPlan plan = opener.open(before.section, before.rules);
                forwarder.replaceSinks(List.of(), () -> List.of(plan), patience);
                operator.say("the sink " + name + " was opened again as it was before");
            } catch (ServerException | IOException | RuntimeException e) {
                running.remove(name);
                operator.error(e.getMessage() + "; the sink " + name + " gets nothing until the configuration is mended and"
                        + " read again; its events wait");
            }
        }
    }

    /** The sinks that begin. */
    private final class Begun {
        private final List<SinkSection> sections;
        private final NormalizationTable rules;
        private final Map<String, SinkPlan> open = new LinkedHashMap<>();

        Begun(List<SinkSection> sections, NormalizationTable rules) {
            this.sections = sections;
            this.rules = rules;
        }

        void openThoseThatCanBeBeside() throws ServerException {
            for (SinkSection section : sections) {
                if (!section.factory().isExclusive(section.settings())) {
                    open.put(section.name(), opener.open(section, rules));
                }
            }
        }

        List<SinkPlan> openRest() throws IOException {
            try {
                for (SinkSection section : sections) {
                    if (!open.containsKey(section.name())) {
                        open.put(section.name(), opener.open(section, rules));
                    }
                }
            } catch (ServerException e) {
                throw new IOException(e.getMessage(), e);
            }
            List<SinkPlan> plans = List.copyOf(open.values());
            open.clear(); // the forwarder closes them
            return plans;
        }

        void closeUnused() {
            open.values().forEach(plan -> plan.sink().close(Duration.ZERO));
        }
    }
}
