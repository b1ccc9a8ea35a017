package io.github.nettyaudit.server.privilege;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.server.config.KernelSection;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SourceSection;
import io.github.nettyaudit.server.config.WebSection;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.sink.stream.StreamSinkFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The capabilities that a server needs, each with what it needs it for. */
public final class NeededCapabilities {
    private static final String DAEMON = "be the audit daemon, load rules, change settings and restore them";
    private static final String LOST = "read how many records the kernel has lost";
    private static final String MULTICAST = "read beside another audit daemon, and take over from a killed server";
    private static final String BUFFER = "have a receive buffer larger than net.core.rmem_max";

    private final Map<Capability, String> purposes = new EnumMap<>(Capability.class);

    private NeededCapabilities() {
    }

    /**
     * Finds what a configuration needs.
     *
     * @param configuration the configuration
     * @return what it needs
     */
    public static NeededCapabilities of(ServerConfiguration configuration) {
        NeededCapabilities needed = new NeededCapabilities();
        SourceSection source = configuration.source();
        switch (source.type()) {
            case KERNEL -> needed.kernel(source.kernel().mode() == KernelSection.Mode.MULTICAST,
                    configuration.rules().path() != null || changesRules(configuration));
            case FILES -> needed.purposes.put(Capability.DAC_READ_SEARCH, "read logs that belong to root");
            case DEMO, AUDITD -> { }
        }
        if (configuration.processContext() && (source.type() == SourceSection.Type.KERNEL
                || source.type() == SourceSection.Type.AUDITD)) {
            needed.purposes.put(Capability.SYS_PTRACE, "read the programs of other users' processes (process-context)");
        }
        if (hasSubscribers(configuration, StreamSinkFactory::isAtPrivilegedPort)
                || hasDoor(configuration, WebSection::isAtPrivilegedPort)) {
            needed.purposes.put(Capability.NET_BIND_SERVICE, "listen at a port below 1024");
        }
        if (hasSubscribers(configuration, StreamSinkFactory::givesSocket)
                || hasDoor(configuration, WebSection::givesSocket)) {
            needed.purposes.put(Capability.CHOWN, "give a socket to another user");
        }
        return needed;
    }

    private static boolean changesRules(ServerConfiguration configuration) {
        PageSection page = configuration.page();
        return page != null && page.rulesToken() != null;
    }

    private static boolean hasDoor(ServerConfiguration configuration, Predicate<WebSection> condition) {
        MetricsSection metrics = configuration.metrics();
        PageSection page = configuration.page();
        return metrics != null && condition.test(metrics.web()) || page != null && condition.test(page.web());
    }

    private static boolean hasSubscribers(ServerConfiguration configuration, Predicate<SinkSettings> test) {
        return configuration.sinks().stream().anyMatch(sink -> sink.factory() instanceof StreamSinkFactory
                && test.test(sink.settings()));
    }

    /**
     * Finds what the options of a server without a configuration need.
     *
     * @param source   the source
     * @param hasRules whether rules are loaded
     * @return what they need
     */
    public static NeededCapabilities of(SourceMode source, boolean hasRules) {
        NeededCapabilities needed = new NeededCapabilities();
        if (source != SourceMode.DEMO) {
            needed.kernel(source == SourceMode.MULTICAST, hasRules);
        }
        return needed;
    }

    private void kernel(boolean isMulticast, boolean hasRules) {
        purposes.put(Capability.AUDIT_CONTROL, isMulticast && !hasRules ? LOST : DAEMON);
        purposes.put(Capability.AUDIT_READ, MULTICAST);
        purposes.put(Capability.NET_ADMIN, BUFFER);
    }

    /**
     * Returns the capabilities.
     *
     * @return those that are needed
     */
    public Set<Capability> all() {
        return Set.copyOf(purposes.keySet());
    }

    /** A sentence for each capability that is needed and not there. */
    List<String> missing(long effective) {
        List<String> sentences = new ArrayList<>();
        purposes.forEach((capability, purpose) -> {
            if ((effective & capability.bit()) == 0) {
                sentences.add("this process lacks " + capability.word() + ", which it needs to " + purpose);
            }
        });
        return sentences;
    }

    /**
     * Says which capabilities are missing in this process.
     *
     * @return a sentence for each; none if {@code /proc} cannot be read
     */
    public List<String> missing() {
        try {
            return missing(ProcessCapabilities.effective());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** How many capabilities are there that are not needed. */
    int superfluous(long effective) {
        long needed = 0;
        for (Capability capability : purposes.keySet()) {
            needed |= capability.bit();
        }
        return Long.bitCount(effective & ~needed);
    }

    /**
     * Says whether this process has capabilities that it does not need.
     *
     * @return whether it has; {@code false} if {@code /proc} cannot be read
     */
    public boolean hasSuperfluous() {
        try {
            return superfluous(ProcessCapabilities.effective()) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The names, with blanks between them, as the unit files of systemd have them. */
    @Override
    public String toString() {
        return purposes.isEmpty() ? "none" : purposes.keySet().stream().map(Capability::word)
                .collect(Collectors.joining(" "));
    }
}
