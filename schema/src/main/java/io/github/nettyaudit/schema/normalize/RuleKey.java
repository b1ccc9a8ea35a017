package io.github.nettyaudit.schema.normalize;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of a section of the rule file. */
enum RuleKey {
    LIKE, HAS, ACTION, PHRASE, PHRASE_ALONE, KIND, CATEGORY, TYPE, OCSF, ACTOR, ACTOR_SECONDARY, OBJECT, OBJECT_PRIMARY,
    OBJECT_SECONDARY, PATH, HOW, SOURCE, USER, USER_EFFECTIVE, USER_TARGET, USER_CHANGES, GROUP;

    /** The key as it is written: {@code actor.secondary}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    static @Nullable RuleKey of(String word) {
        for (RuleKey key : values()) {
            if (key.word().equals(word)) {
                return key;
            }
        }
        return null;
    }

    /** All keys, for a message. */
    static String all() {
        return Arrays.stream(values()).map(RuleKey::word).collect(Collectors.joining(", "));
    }
}
