package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.FieldName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a rule of a section, and checks its values. */
final class RuleBuilder {
    private static final int DIGITS = 9;
    private static final int MAX_PATH = 1000;

    private final RuleSection section;

    RuleBuilder(RuleSection section) {
        this.section = section;
    }

    NormalizationRule build(boolean fallback) {
        return new NormalizationRule(this, fallback);
    }

    String name(RuleKey key, boolean required) {
        RuleSection.Value value = section.value(key);
        if (value == null) {
            if (required) {
                throw section.error("the section has no " + key.word());
            }
            return "";
        }
        if (!Words.isName(value.text(), false, "._-")) {
            throw section.error(key, key.word() + " '" + value.text()
                    + "' is not allowed; allowed: one word of lower case letters, digits, '-', '_' and '.'");
        }
        return value.text();
    }

    String phrase() {
        RuleSection.Value value = section.value(RuleKey.PHRASE);
        if (value == null || value.text().isEmpty()) {
            throw section.error(RuleKey.PHRASE, "the section has no phrase, such as 'opened' or 'was logged in to'");
        }
        return Words.joined(value.text());
    }

    /** The phrase for an event without an object. */
    String phraseAlone() {
        RuleSection.Value alone = section.value(RuleKey.PHRASE_ALONE);
        return alone == null ? Phrases.alone(phrase(), name(RuleKey.OBJECT, false))
                : Words.joined(alone.text());
    }

    /** The words before the second name of the object; empty if there are none. */
    String phraseSecondary() {
        RuleSection.Value secondary = section.value(RuleKey.PHRASE_SECONDARY);
        return secondary == null ? "" : Words.joined(secondary.text());
    }

    String kind() {
        String kind = section.value(RuleKey.KIND) == null ? "event" : name(RuleKey.KIND, true);
        if (!AllowedValues.KINDS.contains(kind)) {
            throw section.error(RuleKey.KIND, "ECS has no event.kind '" + kind + "'; allowed: "
                    + String.join(", ", AllowedValues.KINDS));
        }
        return kind;
    }

    /** One of some words; empty if the section does not have the key. */
    String oneOf(RuleKey key, List<String> allowed) {
        RuleSection.Value value = section.value(key);
        if (value == null) {
            return "";
        }
        if (!allowed.contains(value.text())) {
            throw section.error(key, key.word() + " '" + value.text() + "' is not allowed; allowed: "
                    + String.join(", ", allowed));
        }
        return value.text();
    }

    /** The outcome; {@code null} if the section does not have the key. */
    @Nullable Outcome outcome() {
        String outcome = oneOf(RuleKey.OUTCOME, AllowedValues.OUTCOMES);
        return outcome.isEmpty() ? null : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT));
    }

    /** The condition: {@code op} or {@code op=login}. */
    List<RequiredField> has() {
        List<RequiredField> required = new ArrayList<>();
        for (String word : section.words(RuleKey.HAS)) {
            int equals = word.indexOf('=');
            String name = field(RuleKey.HAS, equals < 0 ? word : word.substring(0, equals));
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (equals >= 0 && value.isEmpty()) {
                throw section.error(RuleKey.HAS, "has '" + word + "' lacks the value after the =");
            }
            required.add(new RequiredField(FieldName.of(name), value));
        }
        return List.copyOf(required);
    }

    /** The categories: each is known, and at least one of the types is expected for it. */
    List<String> categories() {
        List<String> categories = distinct(RuleKey.CATEGORY);
        List<String> types = section.words(RuleKey.TYPE);
        for (String category : categories) {
            List<String> expected = AllowedValues.TYPES_OF_CATEGORY.get(category);
            if (expected == null) {
                throw section.error(RuleKey.CATEGORY, "ECS has no event.category '" + category + "'; allowed: "
                        + String.join(", ", AllowedValues.TYPES_OF_CATEGORY.keySet()));
            }
            if (Collections.disjoint(types, expected)) {
                throw section.error(RuleKey.TYPE, "no type for the category '" + category + "'; allowed: "
                        + String.join(", ", expected));
            }
        }
        return categories;
    }

    /** The types: each is expected for at least one of the categories. */
    List<String> types() {
        Set<String> allowed = new TreeSet<>();
        for (String category : section.words(RuleKey.CATEGORY)) {
            allowed.addAll(AllowedValues.TYPES_OF_CATEGORY.getOrDefault(category, List.of()));
        }
        List<String> types = distinct(RuleKey.TYPE);
        for (String type : types) {
            if (!allowed.contains(type)) {
                throw section.error(RuleKey.TYPE, "ECS does not allow the event.type '" + type
                        + "' with the category '" + String.join(" ", section.words(RuleKey.CATEGORY))
                        + "'; allowed: " + String.join(", ", allowed));
            }
        }
        return types;
    }

    private List<String> distinct(RuleKey key) {
        List<String> words = section.words(key);
        if (words.isEmpty()) {
            throw section.error(key, "the section has no " + key.word());
        }
        if (new HashSet<>(words).size() != words.size()) {
            throw section.error(key, key.word() + " names a value twice: " + String.join(" ", words));
        }
        return words;
    }

    List<FieldName> fields(RuleKey key) {
        List<FieldName> fields = new ArrayList<>();
        for (String word : section.words(key)) {
            fields.add(FieldName.of(field(key, word)));
        }
        return List.copyOf(fields);
    }

    UserReference reference(RuleKey key) {
        List<String> words = section.words(key);
        if (words.size() > 1) {
            throw section.error(key, key.word() + " names several sources; allowed: actor, actor.secondary, "
                    + "object.primary, object.secondary or the name of one field");
        }
        return words.isEmpty() ? UserReference.NONE : UserReference.of(field(key, words.get(0)));
    }

    private String field(RuleKey key, String word) {
        if (!Words.isName(word, true, "_.-")) {
            throw section.error(key, key.word() + " '" + word + "' is not the name of a field; allowed: letters, "
                    + "digits, '_', '-' and '.'");
        }
        return word;
    }

    int path() {
        RuleSection.Value value = section.value(RuleKey.PATH);
        if (value == null) {
            return 0;
        }
        if (!Words.isNumber(value.text(), 4) || Integer.parseInt(value.text()) > MAX_PATH) {
            throw section.error(RuleKey.PATH, "path '" + value.text() + "' is not allowed; allowed: 0 to " + MAX_PATH);
        }
        return Integer.parseInt(value.text());
    }

    /** The class and the activity. */
    int[] ocsf() {
        RuleSection.Value value = section.value(RuleKey.OCSF);
        if (value == null) {
            return new int[2];
        }
        int slash = value.text().indexOf('/');
        if (slash < 0 || !Words.isNumber(value.text().substring(0, slash), DIGITS)
                || !Words.isNumber(value.text().substring(slash + 1), DIGITS)) {
            throw section.error(RuleKey.OCSF, "ocsf '" + value.text() + "' is not allowed; allowed: "
                    + "class_uid/activity_id, such as 1007/1");
        }
        int classUid = Integer.parseInt(value.text(), 0, slash, 10);
        int activity = Integer.parseInt(value.text(), slash + 1, value.text().length(), 10);
        if (!AllowedValues.hasOcsfClass(classUid)) {
            throw section.error(RuleKey.OCSF, "OCSF class " + classUid + " is not supported; allowed: "
                    + AllowedValues.ocsfClasses());
        }
        if (!AllowedValues.hasOcsfActivity(classUid, activity)) {
            throw section.error(RuleKey.OCSF, "OCSF class " + classUid + " has no activity " + activity
                    + "; allowed: 1 to " + AllowedValues.highestOcsfActivity(classUid) + ", and 99");
        }
        return new int[] {classUid, activity};
    }

    @Override
    public String toString() {
        return section.kind() + ' ' + String.join(" ", section.names());
    }
}
