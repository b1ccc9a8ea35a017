package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.delivery.DeadLetterOptions;
import io.github.nettyaudit.daemon.sink.file.FileSinkFactory;
import io.github.nettyaudit.daemon.sink.stdout.StdoutSinkFactory;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.sink.stream.StreamSinkFactory;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses a configuration of which two parts would listen at the same address, or write to the same file. */
final class Conflicts {
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    private final Map<ListenAddress, String> addresses = new LinkedHashMap<>();
    private final Map<Path, Use> files = new LinkedHashMap<>();

    /**
     * What names a file.
     *
     * @param sink the words for the sink
     * @param key  the key
     */
    private record Use(String sink, String key) {
    }

    private Conflicts() {
    }

    /**
     * Adds a problem for each part that cannot be there beside one before it.
     *
     * @param top where the configuration was read from
     */
    static void check(ServerConfiguration configuration, YamlMap top) {
        Conflicts conflicts = new Conflicts();
        MetricsSection metrics = configuration.metrics();
        if (metrics != null) {
            conflicts.listens(MetricsSection.NAME, metrics.web().door().listen(), top.value(MetricsSection.NAME), "");
        }
        PageSection page = configuration.page();
        if (page != null) {
            conflicts.listens(PageSection.NAME, page.web().door().listen(), top.value(PageSection.NAME), "");
        }
        YamlValue sinks = top.value("sinks");
        List<YamlValue> elements = sinks == null ? List.of() : sinks.list();
        int at = 0;
        for (SinkSection sink : configuration.sinks()) { // in the order of the file; some are left out after a problem
            while (at < elements.size() && !isNamed(elements.get(at), sink.name())) {
                at++;
            }
            if (at < elements.size()) {
                conflicts.check(sink, elements.get(at), "sinks[" + at + "] (" + sink.name() + ')');
                at++;
            }
        }
    }

    private static boolean isNamed(YamlValue element, String name) {
        return element.content() instanceof Map<?, ?> content && name.equals(content.get("name"));
    }

    private void check(SinkSection sink, YamlValue place, String name) {
        if (sink.factory() instanceof StreamSinkFactory) {
            listens(name, StreamSinkFactory.address(sink.settings()), place, '(' + sink.name() + "): ");
        }
        if (sink.factory() instanceof FileSinkFactory) {
            writes(new Use(name, "path"), FileSinkFactory.file(sink.settings()), place, sink.name());
        }
        if (sink.factory() instanceof StdoutSinkFactory) {
            writes(new Use(name, "type: stdout"), STANDARD_OUTPUT, place, sink.name());
        }
        DeadLetterOptions deadLetters = sink.delivery().deadLetters();
        if (deadLetters != null) {
            writes(new Use(name, "delivery.dead-letters"), deadLetters.file(), place, sink.name());
        }
    }

    private void listens(String part, ListenAddress address, @Nullable YamlValue place, String words) {
        addresses.forEach((other, owner) -> {
            if (place != null && address.excludes(other)) {
                place.problem(words + "listens at " + address + (address.equals(other) ? ", as " + owner + " does"
                        : ", and " + owner + " at " + other) + ": give one of them another address");
            }
        });
        addresses.putIfAbsent(address, part);
    }

    private void writes(Use use, Path file, YamlValue place, String sink) {
        Use other = files.putIfAbsent(file.normalize(), use);
        if (other == null) {
            return;
        }
        boolean isSameSink = other.sink.equals(use.sink);
        String both = isSameSink ? use.key + " and " + other.key + " name the same file"
                : use.key + " is the same file as " + other.key + " of " + other.sink;
        place.problem('(' + sink + "): " + both + ", " + file.normalize() + ": give one of them another");
    }
}
