package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.github.nettyaudit.schema.document.KeptFields;
import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The documents of whole logs: they are valid, and lose no field. */
class EcsCorpusTest {
    private final EcsSchema schema = new EcsSchema();
    private final TreeMap<String, String> faults = new TreeMap<>();
    private final KeptFields kept = new KeptFields();

    @Test
    void everyDocumentIsValid() throws IOException {
        int documents = 0;
        for (byte[] log : Corpus.logs()) {
            for (boolean strict : new boolean[] {false, true}) {
                documents += read(log, new EcsOptions(strict, true), (event, document) ->
                        schema.faults(document, strict).forEach(fault -> faults.putIfAbsent(fault, document.toString())));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(documents).isGreaterThan(2000);
    }

    /** All bytes of every field of every record are found again. */
    @Test
    void noFieldIsLost() throws IOException {
        for (byte[] log : Corpus.logs()) {
            for (boolean strict : new boolean[] {false, true}) {
                read(log, new EcsOptions(strict, false), kept::check);
            }
        }
        assertThat(kept.faults()).isEmpty();
    }

    /** The same for records that no kernel would write. */
    @Test
    void noFieldOfRandomRecordsIsLost() {
        byte[] log = Corpus.randomLog();
        read(log, new EcsOptions(false, false), kept::check);
        read(log, new EcsOptions(true, false), kept::check);
        assertThat(kept.faults()).isEmpty();
    }

    private static int read(byte[] log, EcsOptions options, Corpus.DocumentReader to) {
        return Corpus.read(log, new EcsEncoder(NameService.NONE, options), EventContext.ofHost("host"), (event, document) -> {
            if (event.size() > 0) {
                to.read(event, document);
            }
        });
    }
}
