package io.github.nettyaudit.server.format;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the server writes: a line per record, a text per event for people, or a document per event.
 *
 * @param kind      which of these
 * @param documents the format of the documents; {@code null} if it is not documents
 */
public record StreamFormat(Kind kind, @Nullable EventFormat documents) {
    /** What a line, or several, is made of. */
    public enum Kind {
        /** A line for each record, and for what the server itself reports. */
        RECORDS,
        /** A text of several lines for each event. */
        TEXT,
        /** A document for each event. */
        DOCUMENTS
    }

    /** A line for each record. */
    public static final StreamFormat RECORDS = new StreamFormat(Kind.RECORDS, null);
    /** A text for each event. */
    public static final StreamFormat TEXT = new StreamFormat(Kind.TEXT, null);
    /** Documents of the Elastic Common Schema, the default where no people read. */
    public static final StreamFormat ECS = new StreamFormat(Kind.DOCUMENTS, EventFormat.ECS);

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
     * Returns whether events are assembled for this format.
     *
     * @return whether it is one of events, not of records
     */
    public boolean isOfEvents() {
        return kind != Kind.RECORDS;
    }

    /**
     * Finds a format.
     *
     * @param word the word of the command line, in any case
     * @return the format; {@code null} if there is none of that word
     */
    public static @Nullable StreamFormat of(String word) {
        for (StreamFormat format : List.of(TEXT, RECORDS)) {
            if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        EventFormat documents = EventFormat.of(word);
        return documents == null ? null : new StreamFormat(Kind.DOCUMENTS, documents);
    }

    /**
     * Returns the word of the command line.
     *
     * @return for example {@code raw-json}
     */
    public String word() {
        return documents == null ? kind.name().toLowerCase(Locale.ROOT) : documents.word();
    }

    /**
     * Returns all formats.
     *
     * @return the formats, in the order of the help
     */
    public static List<StreamFormat> all() {
        List<StreamFormat> formats = new ArrayList<>(List.of(TEXT, RECORDS));
        for (EventFormat documents : EventFormat.values()) {
            formats.add(new StreamFormat(Kind.DOCUMENTS, documents));
        }
        return formats;
    }

    /**
     * Returns the words of all formats.
     *
     * @return the words
     */
    public static List<String> words() {
        return all().stream().map(StreamFormat::word).toList();
    }
}
