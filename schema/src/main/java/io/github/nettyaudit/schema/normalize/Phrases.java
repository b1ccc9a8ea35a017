package io.github.nettyaudit.schema.normalize;

import java.util.Set;

/** The grammar of a sentence whose object is not known. */
final class Phrases {
    private static final Set<String> PREPOSITIONS = Set.of("about", "as", "at", "by", "for", "from", "in", "into", "of",
            "on", "to", "with");

    private Phrases() {
    }

    /** Whether a phrase cannot end the sentence: {@code wrote to}, {@code opened}. */
    static boolean needsObject(String phrase) {
        int blank = phrase.lastIndexOf(' ');
        return blank < 0 || PREPOSITIONS.contains(phrase.substring(blank + 1));
    }

    /** Completes a phrase by the kind of its object: {@code wrote to a file}. */
    static String alone(String phrase, String object) {
        if (!needsObject(phrase)) {
            return phrase;
        }
        if (object.isEmpty()) {
            return phrase.indexOf(' ') < 0 ? phrase : phrase + " something";
        }
        String article = "aeio".indexOf(object.charAt(0)) < 0 ? " a " : " an ";
        return phrase + article + object.replace('-', ' ');
    }
}
