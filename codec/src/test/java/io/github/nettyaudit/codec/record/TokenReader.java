package io.github.nettyaudit.codec.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields and words of a record in their order, as the Javadoc of {@link AuditRecord#wordCount()} says. */
final class TokenReader {
    private TokenReader() {
    }

    static List<PlainSplitter.Token> tokens(AuditRecord record) {
        List<PlainSplitter.Token> tokens = new ArrayList<>();
        int word = 0;
        for (int field = 0; field <= record.fieldCount(); field++) {
            while (word < record.wordCount() && record.fieldAfterWord(word) == field) {
                tokens.add(PlainSplitter.Token.word(text(record, record.wordStart(word), record.wordLength(word)),
                        record.wordSpace(word) == FieldSpace.USER));
                word++;
            }
            if (field < record.fieldCount()) {
                tokens.add(new PlainSplitter.Token(
                        text(record, record.nameStart(field), record.nameLength(field)),
                        text(record, record.valueStart(field), record.valueLength(field)),
                        record.space(field) == FieldSpace.USER));
            }
        }
        return tokens;
    }

    private static String text(AuditRecord record, int start, int length) {
        return new String(record.bytes(), start, length, StandardCharsets.ISO_8859_1);
    }
}
