package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.server.format.EventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --format}: a form of the records, or a document per event.
 *
 * @param records   what is printed if it is not documents
 * @param documents the documents; {@code null} if it is not those
 */
record FormatChoice(DecodeFormat records, @Nullable EventFormat documents) {
    /** The default. */
    static final FormatChoice TEXT = new FormatChoice(DecodeFormat.INTERPRETED, null);

    /** Another word for the view for people. */
    private static final String TEXT_WORD = "text";

    /** Reads a word of the command line. */
    static final class Converter implements ITypeConverter<FormatChoice> {
        @Override
        public FormatChoice convert(String value) {
            EventFormat documents = EventFormat.of(value);
            if (documents != null) {
                return new FormatChoice(DecodeFormat.INTERPRETED, documents);
            }
            List<String> words = new ArrayList<>(List.of(TEXT_WORD));
            if (value.equalsIgnoreCase(TEXT_WORD)) {
                return TEXT;
            }
            for (DecodeFormat records : DecodeFormat.values()) {
                String word = records.name().toLowerCase(Locale.ROOT);
                if (word.equals(value.toLowerCase(Locale.ROOT))) {
                    return new FormatChoice(records, null);
                }
                words.add(word);
            }
            words.addAll(EventFormat.words());
            throw new TypeConversionException("expected one of " + words + " (case-insensitive) but was '" + value
                    + "'");
        }
    }
}
