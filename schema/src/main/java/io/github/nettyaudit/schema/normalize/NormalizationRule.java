package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of the events of some types of records, system calls or io_uring operations: one section of the rule
 * file. Lists of fields are in order of preference: the first field that an event has gives the value. Immutable.
 */
public final class NormalizationRule {
    /** The {@link #direction()} of what comes to this host. */
    public static final String INGRESS = "ingress";
    /** The {@link #direction()} of what leaves this host. */
    public static final String EGRESS = "egress";

    private final String action;
    private final JsonText actionJson;
    private final String phrase;
    private final String phraseAlone;
    private final String phraseSecondary;
    private final String kind;
    private final JsonText kindJson;
    private final List<String> categories;
    private final List<JsonText> categoriesJson;
    private final List<String> types;
    private final List<JsonText> typesJson;
    private final String object;
    private final JsonText objectJson;
    private final int pathIndex;
    private final boolean hasNewPath;
    private final String direction;
    private final @Nullable Outcome outcome;
    private final List<RequiredField> has;
    private final List<FieldName> actor;
    private final List<FieldName> actorSecondary;
    private final List<FieldName> objectPrimary;
    private final List<FieldName> objectSecondary;
    private final List<FieldName> how;
    private final List<FieldName> source;
    private final UserReference user;
    private final UserReference userEffective;
    private final UserReference userTarget;
    private final UserReference userChanges;
    private final UserReference group;
    private final int ocsfClass;
    private final int ocsfActivity;
    private final boolean fallback;
    private final String section;

    NormalizationRule(RuleBuilder rule, boolean fallback) {
        action = rule.name(RuleKey.ACTION, !fallback);
        actionJson = JsonText.of(action);
        phrase = rule.phrase();
        phraseAlone = rule.phraseAlone();
        phraseSecondary = rule.phraseSecondary();
        kind = rule.kind();
        kindJson = JsonText.of(kind);
        categories = rule.categories();
        categoriesJson = categories.stream().map(JsonText::of).toList();
        types = rule.types();
        typesJson = types.stream().map(JsonText::of).toList();
        object = rule.name(RuleKey.OBJECT, false);
        objectJson = JsonText.of(object);
        pathIndex = rule.path();
        hasNewPath = !rule.oneOf(RuleKey.PATH_NEW, AllowedValues.NEW_PATHS).isEmpty();
        direction = rule.oneOf(RuleKey.DIRECTION, AllowedValues.DIRECTIONS);
        outcome = rule.outcome();
        has = rule.has();
        actor = rule.fields(RuleKey.ACTOR);
        actorSecondary = rule.fields(RuleKey.ACTOR_SECONDARY);
        objectPrimary = rule.fields(RuleKey.OBJECT_PRIMARY);
        objectSecondary = rule.fields(RuleKey.OBJECT_SECONDARY);
        how = rule.fields(RuleKey.HOW);
        source = rule.fields(RuleKey.SOURCE);
        user = rule.reference(RuleKey.USER);
        userEffective = rule.reference(RuleKey.USER_EFFECTIVE);
        userTarget = rule.reference(RuleKey.USER_TARGET);
        userChanges = rule.reference(RuleKey.USER_CHANGES);
        group = rule.reference(RuleKey.GROUP);
        int[] ocsf = rule.ocsf();
        ocsfClass = ocsf[0];
        ocsfActivity = ocsf[1];
        this.fallback = fallback;
        section = rule.toString();
    }

    /**
     * Returns what was done, the ECS field {@code event.action}.
     *
     * @return a word such as {@code executed}; empty only in a rule for all other system calls
     */
    public String action() {
        return action;
    }

    /**
     * Returns the action as JSON.
     *
     * @return the same as {@link #action()}
     */
    public JsonText actionJson() {
        return actionJson;
    }

    /**
     * Returns what was done, as words of a sentence between actor and object.
     *
     * @return words in the past tense, such as {@code was logged in to}; never empty
     */
    public String phrase() {
        return phrase;
    }

    /**
     * Returns what was done, as the end of a sentence whose object is not known.
     *
     * @return words in the past tense, such as {@code opened a file}; never empty
     */
    public String phraseAlone() {
        return phraseAlone;
    }

    /**
     * Returns the words between the object and what else is said about it.
     *
     * @return words such as {@code in the group}; empty if there are none
     */
    public String phraseSecondary() {
        return phraseSecondary;
    }

    /**
     * Returns the ECS field {@code event.kind}.
     *
     * @return {@code event} or {@code alert}
     */
    public String kind() {
        return kind;
    }

    /**
     * Returns the kind as JSON.
     *
     * @return the same as {@link #kind()}
     */
    public JsonText kindJson() {
        return kindJson;
    }

    /**
     * Returns the ECS field {@code event.category}.
     *
     * @return at least one value that ECS allows
     */
    public List<String> categories() {
        return categories;
    }

    /**
     * Returns the categories as JSON.
     *
     * @return the same as {@link #categories()}
     */
    public List<JsonText> categoriesJson() {
        return categoriesJson;
    }

    /**
     * Returns the ECS field {@code event.type}.
     *
     * @return at least one value; each is expected by ECS for one of the categories
     */
    public List<String> types() {
        return types;
    }

    /**
     * Returns the types as JSON.
     *
     * @return the same as {@link #types()}
     */
    public List<JsonText> typesJson() {
        return typesJson;
    }

    /**
     * Returns what kind of thing the object is.
     *
     * @return a word such as {@code file}; empty if the rule does not name it
     */
    public String object() {
        return object;
    }

    /**
     * Returns the kind of the object as JSON.
     *
     * @return the same as {@link #object()}
     */
    public JsonText objectJson() {
        return objectJson;
    }

    /**
     * Returns which of the event's PATH records is the object.
     *
     * @return the number of the record to prefer, from 0
     */
    public int pathIndex() {
        return pathIndex;
    }

    /**
     * Returns whether the object gets another name, that of the last PATH record if the call created it.
     *
     * @return whether it does
     */
    public boolean hasNewPath() {
        return hasNewPath;
    }

    /**
     * Returns which way the data of a socket goes, or a connection is opened, the ECS field {@code network.direction}.
     *
     * @return {@link #INGRESS} or {@link #EGRESS}; empty if the rule does not say it
     */
    public String direction() {
        return direction;
    }

    /**
     * Returns the outcome of all events of the rule, which counts more than what their fields say.
     *
     * @return the outcome; {@code null} if the fields of the event say it
     */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /**
     * Returns the fields that an event must have for the rule to apply.
     *
     * @return all of them; empty if the rule always applies
     */
    public List<RequiredField> has() {
        return has;
    }

    /**
     * Returns the fields with the actor.
     *
     * @return the fields; empty if the rule names none, then it is {@code auid}
     */
    public List<FieldName> actor() {
        return actor;
    }

    /**
     * Returns the fields with the identity that the actor acted under.
     *
     * @return the fields; empty if the rule names none, then it is {@code uid}
     */
    public List<FieldName> actorSecondary() {
        return actorSecondary;
    }

    /**
     * Returns the fields with the object.
     *
     * @return the fields; empty if the rule names none
     */
    public List<FieldName> objectPrimary() {
        return objectPrimary;
    }

    /**
     * Returns the fields with more about the object.
     *
     * @return the fields; empty if the rule names none
     */
    public List<FieldName> objectSecondary() {
        return objectSecondary;
    }

    /**
     * Returns the fields with the means.
     *
     * @return the fields; empty if the rule names none, then it is the program
     */
    public List<FieldName> how() {
        return how;
    }

    /**
     * Returns the fields with the address that the actor came from.
     *
     * @return the fields; empty if the rule names none
     */
    public List<FieldName> source() {
        return source;
    }

    /**
     * Returns where an event has the user who acted, the ECS field {@code user}.
     *
     * @return the reference; its source is {@code NONE} if the rule names none
     */
    public UserReference user() {
        return user;
    }

    /**
     * Returns where an event has the user under whose identity it was done, the ECS field {@code user.effective}.
     *
     * @return the reference; its source is {@code NONE} if the rule names none
     */
    public UserReference userEffective() {
        return userEffective;
    }

    /**
     * Returns where an event has the user to whom it was done, the ECS field {@code user.target}.
     *
     * @return the reference; its source is {@code NONE} if the rule names none
     */
    public UserReference userTarget() {
        return userTarget;
    }

    /**
     * Returns where an event has the user after the change, the ECS field {@code user.changes}.
     *
     * @return the reference; its source is {@code NONE} if the rule names none
     */
    public UserReference userChanges() {
        return userChanges;
    }

    /**
     * Returns where an event has the group, the ECS field {@code group}.
     *
     * @return the reference; its source is {@code NONE} if the rule names none
     */
    public UserReference group() {
        return group;
    }

    /**
     * Returns the class of OCSF.
     *
     * @return the class_uid; 0 if the rule names none
     */
    public int ocsfClass() {
        return ocsfClass;
    }

    /**
     * Returns the activity of OCSF.
     *
     * @return the activity_id within the class; 0 if the rule names none
     */
    public int ocsfActivity() {
        return ocsfActivity;
    }

    /**
     * Returns whether the rule is the one for all types, system calls or operations that no other rule names.
     *
     * @return whether its section is {@code [type *]}, {@code [syscall *]} or {@code [uring *]}
     */
    public boolean isFallback() {
        return fallback;
    }

    /** Returns the header of the rule's section, for messages. */
    @Override
    public String toString() {
        return '[' + section + ']';
    }
}
