package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.FieldName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says where a rule finds a user or a group: in one of the four places of the summary of an event, or in a field.
 * Immutable.
 */
public final class UserReference {
    /** The reference of a rule that names no user for the purpose. */
    static final UserReference NONE = new UserReference(Source.NONE, null);

    private final Source source;
    private final @Nullable FieldName field;

    private UserReference(Source source, @Nullable FieldName field) {
        this.source = source;
        this.field = field;
    }

    /** The places where a user or a group is found. */
    public enum Source {
        /** Nowhere: the rule names no user for this purpose. */
        NONE(""),
        /** The value that the rule's {@link NormalizationRule#actor()} has found. */
        ACTOR("actor"),
        /** The value that the rule's {@link NormalizationRule#actorSecondary()} has found. */
        ACTOR_SECONDARY("actor.secondary"),
        /** The value that the rule's {@link NormalizationRule#objectPrimary()} has found. */
        OBJECT_PRIMARY("object.primary"),
        /** The value that the rule's {@link NormalizationRule#objectSecondary()} has found. */
        OBJECT_SECONDARY("object.secondary"),
        /** The value of the field {@link UserReference#field()}. */
        FIELD("");

        private final String word;

        Source(String word) {
            this.word = word;
        }
    }

    /** Reads the value of a key such as {@code user.effective}: one of the four places, or the name of a field. */
    static UserReference of(String word) {
        for (Source source : Source.values()) {
            if (!word.isEmpty() && source.word.equals(word)) {
                return new UserReference(source, null);
            }
        }
        return new UserReference(Source.FIELD, FieldName.of(word));
    }

    /**
     * Returns the place.
     *
     * @return the place, {@link Source#NONE} if there is none
     */
    public Source source() {
        return source;
    }

    /**
     * Returns the field.
     *
     * @return the field if the place is {@link Source#FIELD}, otherwise null
     */
    public @Nullable FieldName field() {
        return field;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserReference that && source == that.source && Objects.equals(field, that.field);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, field);
    }

    /** Returns the word of the rule file; empty if there is none. */
    @Override
    public String toString() {
        return field == null ? source.word : field.toString();
    }
}
