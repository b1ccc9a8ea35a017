package io.github.nettyaudit.server.format;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.laurel.LaurelEventEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The formats of events: each event is a document on a line of its own. A new one is one constant here. */
public enum EventFormat {
    /** Everything, and nothing that was not received. */
    RAW_JSON("each event as one JSON object with the exact bytes of its records; decode reads it again",
            names -> new RawEventEncoder()),
    /** The shape of laurel's JSON. */
    LAUREL("each event as one JSON object in the shape of laurel(8)", LaurelEventEncoder::new);

    private final String description;
    private final Function<NameService, EventEncoder> encoders;

    EventFormat(String description, Function<NameService, EventEncoder> encoders) {
        this.description = description;
        this.encoders = encoders;
    }

    /**
     * Creates an encoder, which belongs to one thread.
     *
     * @param names the names of users and groups; {@link NameService#NONE} if none are to be looked up
     * @return a new encoder
     */
    public EventEncoder newEncoder(NameService names) {
        return encoders.apply(names);
    }

    /**
     * Returns the word of the command line.
     *
     * @return for example {@code raw-json}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns what the format is, for the help.
     *
     * @return a phrase
     */
    public String description() {
        return description;
    }

    /**
     * Finds a format.
     *
     * @param word the word of the command line, in any case
     * @return the format; {@code null} if there is none of that word
     */
    public static @Nullable EventFormat of(String word) {
        for (EventFormat format : values()) {
            if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        return null;
    }

    /**
     * Returns the words of all formats.
     *
     * @return the words, in order
     */
    public static List<String> words() {
        return Arrays.stream(values()).map(EventFormat::word).toList();
    }
}
