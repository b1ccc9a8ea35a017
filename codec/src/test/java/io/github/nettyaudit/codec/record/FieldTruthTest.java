package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds records of every kind in which libauparse is not the witness against what they say, which was written by hand:
 * {@code truth/fields.txt}. Each is read as a line, and without its type as the kernel's message.
 */
class FieldTruthTest {
    /** A line and its fields, words and enriched names, as the file has them. */
    record Truth(String line, List<String> tokens) {
        @Override
        public String toString() {
            return line.length() > 90 ? line.substring(0, 90) : line;
        }
    }

    private final AuditRecord record = new AuditRecord();

    static List<Truth> truths() throws IOException {
        try (InputStream input = FieldTruthTest.class.getResourceAsStream("/truth/fields.txt")) {
            List<Truth> truths = new ArrayList<>();
            for (String line : new String(input.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("> ")) {
                    truths.add(new Truth(line.substring(2), new ArrayList<>()));
                } else if (line.matches("[ku]w .*")) {
                    for (String word : line.substring(3).split(" ")) {
                        truths.get(truths.size() - 1).tokens.add(line.substring(0, 3) + word);
                    }
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    truths.get(truths.size() - 1).tokens.add(line);
                }
            }
            return truths;
        }
    }

    @ParameterizedTest
    @MethodSource("truths")
    void aLineSaysThis(Truth truth) {
        record.wrapLine(buffer(truth.line));
        assertThat(record.hasEventId()).isTrue();
        assertThat(tokens()).isEqualTo(truth.tokens);
    }

    @ParameterizedTest
    @MethodSource("truths")
    void theKernelsMessageSaysTheSame(Truth truth) {
        int separator = truth.line.lastIndexOf('\u241d');
        boolean hasEnrichment = truth.tokens.stream().anyMatch(token -> token.startsWith("e "))
                || truth.line.endsWith("res=success'\u241dUID=\"root\" AUID=\"root\"");
        String text = truth.line.substring(truth.line.indexOf("audit("),
                hasEnrichment ? separator : truth.line.length());
        AuditLogLine line = new AuditLogLine();
        line.read(buffer(truth.line));
        // in the kernel's own text nothing stands between the stamp and its colon
        record.wrap(line.type(), buffer(text.replace(") : ", "): ")));
        assertThat(record.hasEventId()).isTrue();
        assertThat(tokens()).isEqualTo(truth.tokens.stream().filter(token -> !token.startsWith("e ")).toList());
    }

    private static ByteBuf buffer(String line) {
        return Unpooled.copiedBuffer(line.replace('\u241d', '\u001d').replace('\u21b5', '\n').replace('\u2400', '\0'),
                StandardCharsets.ISO_8859_1);
    }

    private List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        for (PlainSplitter.Token token : TokenReader.tokens(record)) {
            String space = token.user() ? "u" : "k";
            String text = token.isWord() ? space + "w " + token.value()
                    : space + ' ' + token.name() + '=' + token.value();
            tokens.add(text.replace('\u001d', '\u241d'));
        }
        for (int field = 0; field < record.fieldCount(); field++) {
            int enriched = record.findEnriched(field);
            if (enriched >= 0) {
                tokens.add("e " + field + ' ' + record.raw(enriched));
            }
        }
        return tokens;
    }
}
