package io.github.nettyaudit.schema.normalize;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a section of the rule file. */
enum RuleKey {
    LIKE, HAS, ACTION, PHRASE, PHRASE_ALONE, PHRASE_SECONDARY, KIND, CATEGORY, TYPE, OUTCOME, OCSF, ACTOR,
    ACTOR_SECONDARY, OBJECT, OBJECT_PRIMARY, OBJECT_SECONDARY, PATH, PATH_NEW, DIRECTION, HOW, SOURCE, USER, USER_EFFECTIVE, USER_TARGET,
    USER_CHANGES, GROUP;

    private static final Map<String, RuleKey> KEYS = new HashMap<>();

    static {
        for (RuleKey key : values()) {
            KEYS.put(key.word, key);
        }
    }

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** The key as it is written: {@code actor.secondary}. */
    String word() {
        return word;
    }

    static @Nullable RuleKey of(String word) {
        return KEYS.get(word);
    }

    /** All keys, for a message. */
    static String all() {
        StringBuilder all = new StringBuilder();
        for (RuleKey key : values()) {
            all.append(all.isEmpty() ? "" : ", ").append(key.word);
        }
        return all.toString();
    }
}
