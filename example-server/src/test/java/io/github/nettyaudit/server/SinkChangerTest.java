package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.config.ConfigurationChange;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All sinks of a new configuration, or those that were there. Those named port… hold the name while they are open. */
class SinkChangerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private Forwarder forwarder;
    private SinkChanger changer;

    /** Sinks that listen. */
    private static final class Listeners implements EventSinkFactory {
        @Override
        public String type() {
            return "listener";
        }

        @Override
        public List<SettingKey<?>> settings() {
            return List.of();
        }

        @Override
        public EventSink create(String name, SinkSettings settings) {
            throw new AssertionError();
        }

        @Override
        public boolean isExclusive(SinkSettings settings) {
            return true;
        }
    }

    /** Takes everything. */
    private final class Taker implements EventSink {
        private final String name;

        Taker(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<SinkResult> send(SinkBatch batch) {
            return CompletableFuture.completedFuture(SinkResult.accepted());
        }

        @Override
        public CompletionStage<Void> close(Duration timeout) {
            happened.add("close " + name);
            held.remove(name);
            return CompletableFuture.completedFuture(null);
        }
    }

    @BeforeEach
    void start() throws Exception {
        List<SinkSection> sections = List.of(section("plain"), section("port"));
        forwarder = Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY)), SpoolOptions.builder(directory.resolve("spool")).build(),
                List.of(open(sections.get(0), null), open(sections.get(1), null)));
        changer = new SinkChanger(forwarder, sections, NormalizationTable.builtIn(), this::open, operator);
        happened.clear();
    }

    @AfterEach
    void close() throws Exception {
        forwarder.close(PATIENCE);
        operator.close();
        assertThat(held).as("each sink that was opened is closed").isEmpty();
    }

    private SinkSection section(String name) throws Exception {
        SinkSection file = ConfigurationFile.read(Files.writeString(directory.resolve("server.yaml"),
                "source: demo\nsinks: [ { name: " + name + ", type: file, path: /x } ]\n")).sinks().get(0);
        return !name.startsWith("port") ? file : new SinkSection(name, new Listeners(), file.format(),
                file.isFormatSet(), file.ecsStrict(), file.start(), file.filter(), file.delivery(), file.settings(),
                file.print());
    }

    private SinkPlan open(SinkSection section, NormalizationTable rules) throws ServerException {
        String name = section.name();
        if (broken.contains(name) || name.startsWith("port") && held.contains(name)) {
            happened.add("fail " + name);
            throw new ServerException(ExitCode.INPUT_OUTPUT, "sink " + name + ": in use");
        }
        happened.add("open " + name);
        held.add(name);
        return SinkPlan.of(name, new Taker(name), new RawEventEncoder());
    }

    private boolean change(List<String> added, List<String> changed, List<String> removed) throws Exception {
        return changer.change(new ConfigurationChange(sections(added), sections(changed), removed, List.of(), List.of()),
                NormalizationTable.builtIn(), PATIENCE);
    }

    private List<SinkSection> sections(List<String> names) throws Exception {
        List<SinkSection> sections = new ArrayList<>();
        for (String name : names) {
            sections.add(section(name));
        }
        return sections;
    }

    private String said() {
        operator.close();
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSinkThatHoldsSomethingIsOpenedAfterItsPredecessorHasEndedAndOthersBefore() throws Exception {
        assertThat(change(List.of("new"), List.of("port", "plain"), List.of())).isTrue();
        assertThat(happened.subList(0, 2)).containsExactly("open plain", "open new");
        assertThat(happened.subList(2, 4)).containsExactlyInAnyOrder("close port", "close plain");
        assertThat(happened.subList(4, happened.size())).containsExactly("open port");
        held.add("plain"); // the new one; the old one has taken it away
        assertThat(forwarder.sinks()).containsExactlyInAnyOrder("plain", "new", "port");
        assertThat(changer.running()).containsOnlyKeys("plain", "new", "port");
        assertThat(said()).isEmpty();
    }

    @Test
    void ifANewSinkCannotBeOpenedNoneEnds() throws Exception {
        broken.add("new");
        assertThat(change(List.of("other", "new"), List.of("port"), List.of("plain"))).isFalse();
        assertThat(happened).containsExactly("open other", "fail new", "close other");
        assertThat(forwarder.sinks()).containsExactly("plain", "port");
        assertThat(said()).contains("sink new: in use").doesNotContain("opened again");
    }

    @Test
    void ifASinkThatHoldsSomethingCannotBeOpenedTheOthersComeBack() throws Exception {
        broken.add("port2");
        assertThat(change(List.of("new", "port2"), List.of("port"), List.of("plain"))).isFalse();
        assertThat(happened).endsWith("fail port2", "close new", "close port", "open plain", "open port");
        assertThat(forwarder.sinks()).containsExactly("plain", "port");
        assertThat(changer.running()).containsOnlyKeys("plain", "port");
        assertThat(forwarder.forgetAbsentSinks()).as("positions that were left").isEmpty();
        assertThat(said()).contains("sink port2: in use").contains("the sink plain was opened again as it was before")
                .contains("the sink port was opened again as it was before");
    }

    @Test
    void aSinkThatCannotComeBackKeepsItsPositionAndIsOpenedByTheNextChange() throws Exception {
        broken.add("port");
        assertThat(change(List.of(), List.of("port"), List.of())).isFalse();
        assertThat(forwarder.sinks()).containsExactly("plain");
        assertThat(changer.running()).containsOnlyKeys("plain");

        broken.clear();
        assertThat(change(List.of("port"), List.of(), List.of())).isTrue();
        assertThat(forwarder.sinks()).containsExactly("plain", "port");
        assertThat(said()).contains("sink port: in use; the sink port gets nothing until the configuration is mended and read"
                + " again; its events wait").doesNotContain("was deleted");
    }

    @Test
    void thePositionOfASinkThatIsRemovedIsDeletedAndSaid() throws Exception {
        assertThat(change(List.of(), List.of(), List.of("plain"))).isTrue();
        assertThat(happened).containsExactly("close plain");
        assertThat(said()).contains("the position of the sink plain, which is not in the configuration any more, was deleted");
    }
}
