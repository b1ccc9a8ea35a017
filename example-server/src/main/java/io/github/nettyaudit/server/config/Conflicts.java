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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses a configuration of which two parts would listen at the same address, or write to the same file. */
final class Conflicts {
    private final Map<ListenAddress, String> addresses = new LinkedHashMap<>();
    private final Map<Path, String> files = new LinkedHashMap<>();

    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

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
        for (SinkSection sink : configuration.sinks()) {
            String name = "the sink " + sink.name();
            if (sink.factory() instanceof StreamSinkFactory) {
                conflicts.listens(name, StreamSinkFactory.address(sink.settings()), sinks, "has " + name + ", which ");
            }
            if (sink.factory() instanceof FileSinkFactory) {
                conflicts.writes(name, FileSinkFactory.file(sink.settings()), sinks, "has " + name + ", which writes to");
            }
            if (sink.factory() instanceof StdoutSinkFactory) {
                conflicts.writes(name, STANDARD_OUTPUT, sinks, "has " + name + ", which writes to");
            }
            DeadLetterOptions deadLetters = sink.delivery().deadLetters();
            if (deadLetters != null) {
                conflicts.writes("dead-letters of " + name, deadLetters.file(), sinks, "has " + name
                        + ", whose dead-letters is");
            }
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

    private void writes(String part, Path file, @Nullable YamlValue place, String words) {
        String owner = files.putIfAbsent(file.normalize(), part);
        if (place != null && owner != null) {
            place.problem(words + " the same file as " + owner + ", " + file.normalize() + ": give one of them another");
        }
    }
}
