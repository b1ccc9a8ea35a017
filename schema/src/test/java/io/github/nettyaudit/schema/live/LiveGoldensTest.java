package io.github.nettyaudit.schema.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.normalize.BuiltInRules;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of events of a live kernel are those that were read and found right; see src/test/live/README.md. */
class LiveGoldensTest {
    private static final NormalizationTable TABLE = NormalizationTable.builtIn();
    private static final Pattern TYPE = Pattern.compile("(?m)^type=(\\S+)");

    static List<GoldenFile> files() {
        return GoldenFile.all();
    }

    /** With {@code -Dgoldens.write=true} it writes the documents, to be read again in the difference to before. */
    @ParameterizedTest
    @MethodSource("files")
    void areTheDocumentsThatWereRead(GoldenFile file) {
        if (Boolean.getBoolean("goldens.write")) {
            file.write();
        } else {
            assertThat(file.actual()).isEqualTo(file.expected());
        }
        assertThat(file.events()).isNotEmpty();
    }

    @Test
    void haveEveryTypeOfRecord() throws IOException {
        Set<String> missing = BuiltInRules.types().stream().map(AuditMessageType::name)
                .collect(Collectors.toCollection(TreeSet::new));
        files().forEach(file -> TYPE.matcher(file.expected()).results().map(type -> type.group(1))
                .forEach(missing::remove));
        assertThat(missing).isEqualTo(withoutEvent("type"));
    }

    /** A rule of which several system calls have the meaning needs an event of one of them. */
    @Test
    void haveEveryClassOfSystemCall() throws IOException {
        Set<NormalizationRule> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        files().forEach(file -> file.events().forEach(event -> seen.addAll(event.rules())));
        Set<String> missing = BuiltInRules.calls().stream()
                .filter(name -> !seen.contains(TABLE.ruleOfSystemCall(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).isEqualTo(withoutEvent("call"));
    }

    /** The names in without-event.tsv, which has the reasons. */
    private static Set<String> withoutEvent(String kind) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(GoldenFile.DIRECTORY.resolve("without-event.tsv"))) {
            String[] row = line.split("\t");
            if (row[0].equals(kind)) {
                names.addAll(List.of(row[1].split(" ")));
            }
        }
        return names;
    }
}
