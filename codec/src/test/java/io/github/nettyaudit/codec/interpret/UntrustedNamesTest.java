package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.record.FieldName;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** {@link FieldName#isUntrusted()} and the interpreter's table must agree on which fields are encoded strings. */
class UntrustedNamesTest {
    @Test
    void theNamesOfEncodedFieldsAreThoseOfTheTable() {
        EnumSet<FieldKind> encoded = EnumSet.of(FieldKind.ESCAPED, FieldKind.ESCAPED_FILE, FieldKind.ESCAPED_KEY,
                FieldKind.PROCTITLE, FieldKind.TTY_DATA);
        int rows = 0;
        for (String[] row : DataFile.rows(FieldKinds.class, "field-kinds.tsv")) {
            // a kind for records of one type does not decide
            if (row.length == 2) {
                assertThat(FieldName.of(row[0]).isUntrusted()).as(row[0])
                        .isEqualTo(encoded.contains(FieldKind.valueOf(row[1])));
                rows++;
            }
        }
        assertThat(rows).isGreaterThan(100);
    }
}
