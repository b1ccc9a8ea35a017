package io.github.nettyaudit.schema.normalize;

import java.util.Set;

/** The grammar of a sentence whose object is not known. */
final class Phrases {
    private static final Set<String> PREPOSITIONS = Set.of("about", "as", "at", "by", "for", "from", "in", "into", "of",
            "on", "to", "with");
    /** Kinds of objects that stand for the object: {@code opened a file}. */
    private static final Set<String> NOUNS = Set.of("account", "device", "file", "filesystem", "process", "socket");

    private Phrases() {
    }

    /** Whether a phrase cannot end the sentence: {@code wrote to}, {@code opened}. */
    static boolean needsObject(String phrase) {
        int blank = phrase.lastIndexOf(' ');
        return blank < 0 || PREPOSITIONS.contains(phrase.substring(blank + 1));
    }

    /** Completes a phrase by the kind of its object, or drops the preposition: {@code wrote to a file}. */
    static String alone(String phrase, String object) {
        if (!needsObject(phrase)) {
            return phrase;
        }
        if (NOUNS.contains(object)) {
            return phrase + (object.startsWith("a") ? " an " : " a ") + object;
        }
        int blank = phrase.lastIndexOf(' ');
        return blank < 0 ? phrase : phrase.substring(0, blank);
    }
}
