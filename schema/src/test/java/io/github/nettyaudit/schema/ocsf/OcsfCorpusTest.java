package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.github.nettyaudit.schema.document.KeptFields;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The documents of whole logs: they are valid, and lose no field. */
class OcsfCorpusTest {
    private final OcsfSchema schema = new OcsfSchema();
    private final TreeMap<String, String> faults = new TreeMap<>();
    private final KeptFields kept = new KeptFields();
    private final OcsfEncoder encoder = new OcsfEncoder(NameService.NONE);

    @Test
    void everyDocumentIsValid() throws IOException {
        TreeMap<Integer, Integer> classes = new TreeMap<>();
        int documents = 0;
        for (byte[] log : Corpus.logs()) {
            for (EventContext context : List.of(EventContext.NONE, EventContext.ofHost("host"))) {
                documents += Corpus.read(log, encoder, context, (event, document) -> {
                    check(document);
                    classes.merge(document.get("class_uid").intValue(), 1, Integer::sum);
                });
            }
        }
        assertThat(faults).isEmpty();
        assertThat(documents).isGreaterThan(2000);
        assertThat(classes).containsKeys(1001, 1003, 1007, 1008, 3002, 4001, 5019);
    }

    @Test
    void documentsOfRandomRecordsAreValid() {
        assertThat(Corpus.read(Corpus.randomLog(), encoder, EventContext.NONE, (event, document) -> check(document)))
                .isGreaterThan(2000);
        assertThat(faults).isEmpty();
    }

    /** All bytes of every field of every record are found again. */
    @Test
    void noFieldIsLost() throws IOException {
        for (byte[] log : Corpus.logs()) {
            Corpus.read(log, encoder, EventContext.NONE, kept::check);
        }
        assertThat(kept.faults()).isEmpty();
    }

    /** The same for records that no kernel would write. */
    @Test
    void noFieldOfRandomRecordsIsLost() {
        Corpus.read(Corpus.randomLog(), encoder, EventContext.NONE, kept::check);
        assertThat(kept.faults()).isEmpty();
    }

    private void check(JsonNode document) {
        schema.faults(document).forEach(fault -> faults.putIfAbsent(fault, document.toString()));
    }
}
