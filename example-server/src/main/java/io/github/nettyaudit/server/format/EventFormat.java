package io.github.nettyaudit.server.format;

import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsEncoder;
import io.github.nettyaudit.schema.laurel.LaurelEventEncoder;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.ocsf.OcsfEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The formats of events: each event is a document on a line of its own. A new one is one constant here. */
public enum EventFormat {
    /** Everything, and nothing that was not received; {@code decode} reads it again. */
    RAW_JSON(settings -> new RawEventEncoder()),
    /** The Elastic Common Schema, with the fields of auditbeat. */
    ECS(settings -> new EcsEncoder(new Normalizer(settings.rules(), settings.names()), settings.ecs())),
    /** The Open Cybersecurity Schema Framework. */
    OCSF(settings -> new OcsfEncoder(new Normalizer(settings.rules(), settings.names()))),
    /** The shape of laurel's JSON. */
    LAUREL(settings -> new LaurelEventEncoder(settings.names()));

    private final Function<EncoderSettings, EventEncoder> encoders;

    EventFormat(Function<EncoderSettings, EventEncoder> encoders) {
        this.encoders = encoders;
    }

    /** The words of all formats, for the help. */
    public static final class Words implements Iterable<String> {
        /** Created by the command line. */
        public Words() {
        }

        @Override
        public Iterator<String> iterator() {
            return words().iterator();
        }
    }

    /**
     * Creates an encoder, which belongs to one thread.
     *
     * @param settings what the encoder needs to know
     * @return a new encoder
     */
    public EventEncoder newEncoder(EncoderSettings settings) {
        return encoders.apply(settings);
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
