package io.github.nettyaudit.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nettyaudit.codec.event.AuditEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which events of {@code live.log} each filter selects, beside the answers of ausearch 3.0.9, which were recorded. Every
 * difference is listed here with its reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AusearchComparisonTest {
    private static final String URING = "ausearch gives up on a record without auid=, as URINGOP is";
    private static final String CONTEXT = "ausearch reads subj= of user messages, and scontext= of none but USER_AVC";
    private static final Pattern SERIAL = Pattern.compile("msg=audit\\(\\d+\\.\\d+:(\\d+)\\)");

    /** What differs: the events that only this program selects, those that only ausearch selects, and the reason. */
    private record Difference(Set<Long> more, Set<Long> less, String reason) {
    }

    private static final Set<Long> URINGOPS = Set.of(5701845L, 5701853L, 5701854L, 5701855L);

    private static final Map<String, Difference> DIFFERENCES = Map.ofEntries(
            Map.entry("-e 0", new Difference(Set.of(5701845L, 5701848L, 5701851L, 5701853L, 5701854L, 5701855L), Set.of(),
                    URING + "; of several results in an event ausearch takes the last")),
            Map.entry("-sv yes", new Difference(URINGOPS, Set.of(5702095L), URING + "; gpg_res= is not res=")),
            Map.entry("-sv no", new Difference(Set.of(5702095L), Set.of(), "gpg_res= is not res=")),
            Map.entry("-ua root", new Difference(URINGOPS, Set.of(), URING)),
            Map.entry("-su init_t", new Difference(Set.of(5702086L), Set.of(), CONTEXT)),
            Map.entry("-se _t", new Difference(Set.of(5702087L), Set.of(), CONTEXT)),
            Map.entry("-se a_u", new Difference(Set.of(5702087L), Set.of(), CONTEXT)),
            Map.entry("-f a", new Difference(Set.of(5702098L), Set.of(), "ausearch reads path= of some user messages only")),
            Map.entry("-tm ?", new Difference(Set.of(5702086L, 5702087L, 5702091L), Set.of(), "ausearch reads terminal= of"
                    + " some user messages only")));

    /**
     * How many events are selected where ausearch selects none, or others: it takes addr= only where there is no
     * hostname=, although its manual names both; it does not know the word unset; its ENOENT is the result 2.
     */
    private static final Map<String, Integer> ONLY_HERE = Map.of("-hn 192.0.2.1", 23, "-ul unset", 435, "-e ENOENT", 54);

    private List<AuditEvent> events = List.of();

    @BeforeAll
    void read() throws IOException {
        events = FilterFixture.eventsOf("live");
    }

    @AfterAll
    void release() {
        events.forEach(AuditEvent::release);
    }

    static Stream<String> answers() throws IOException {
        try (InputStream input = AusearchComparisonTest.class.getResourceAsStream("ausearch-live.tsv")) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void selectsWhatAusearchSelects(String answer) {
        String[] parts = answer.split("\t", -1);
        TreeSet<Long> theirs = serials(parts[1]);
        TreeSet<Long> ours = FilterFixture.serials(events, FilterFixture.filter(parts[0].split(" ")));
        TreeSet<Long> more = new TreeSet<>(ours);
        more.removeAll(theirs);
        TreeSet<Long> less = new TreeSet<>(theirs);
        less.removeAll(ours);
        Integer whole = ONLY_HERE.get(parts[0]);
        if (whole != null) {
            assertThat(ours).hasSize(whole).containsAll(theirs.size() == 5 ? Set.of() : theirs);
            return;
        }
        Difference expected = DIFFERENCES.getOrDefault(parts[0], new Difference(Set.of(), Set.of(), "none"));
        assertThat(more).as("only here: " + expected.reason).isEqualTo(new TreeSet<>(expected.more));
        assertThat(less).as("only ausearch: " + expected.reason).isEqualTo(new TreeSet<>(expected.less));
    }

    private static TreeSet<Long> serials(String ranges) {
        TreeSet<Long> serials = new TreeSet<>();
        for (String range : ranges.split(",")) {
            if (!range.isEmpty()) {
                String[] ends = range.split("-");
                for (long serial = Long.parseLong(ends[0]); serial <= Long.parseLong(ends[ends.length - 1]); serial++) {
                    serials.add(serial);
                }
            }
        }
        return serials;
    }

    /** Where ausearch is installed, the recorded answers are its own. */
    @Test
    void theRecordedAnswersAreAusearchs(@TempDir Path folder) throws Exception {
        Path ausearch = Stream.of("/sbin/ausearch", "/usr/sbin/ausearch").map(Path::of).filter(Files::isExecutable)
                .findFirst().orElse(null);
        String set = System.getProperty("netty.audit.ausearch", System.getenv("NETTY_AUDIT_AUSEARCH"));
        String program = set != null ? set : ausearch == null ? null : ausearch.toString();
        assumeTrue(program != null, "ausearch is not installed");
        Path log = folder.resolve("live.log");
        try (InputStream input = new GZIPInputStream(Files.newInputStream(
                Path.of("../codec/src/test/resources/corpus/live.log.gz")))) {
            Files.copy(input, log);
        }
        List<String> differences = new ArrayList<>();
        for (String answer : answers().toList()) {
            String[] parts = answer.split("\t", -1);
            List<String> command = new ArrayList<>(List.of(program, "-if", log.toString(), "--raw"));
            command.addAll(List.of(parts[0].split(" ")));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("TZ", "UTC");
            builder.environment().put("LC_ALL", "C");
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            TreeSet<Long> serials = new TreeSet<>();
            output.lines().forEach(line -> {
                Matcher matcher = SERIAL.matcher(line);
                if (matcher.find()) {
                    serials.add(Long.parseLong(matcher.group(1)));
                }
            });
            if (!serials.equals(serials(parts[1]))) {
                differences.add(parts[0]);
            }
        }
        assertThat(differences).isEmpty();
    }
}
