package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.json.JsonText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of record types, each escaped once. Not thread-safe. */
public final class RecordTypeNames {
    private static final int MOST_TYPES = 3000;

    private final boolean isLowerCase;
    private final @Nullable JsonText[] names = new JsonText[MOST_TYPES];

    /**
     * Creates a memory that is empty.
     *
     * @param isLowerCase whether the names are written in lower case
     */
    public RecordTypeNames(boolean isLowerCase) {
        this.isLowerCase = isLowerCase;
    }

    /**
     * Returns the name of a type.
     *
     * @param type the number of the type
     * @return the name, such as {@code SYSCALL}
     */
    public JsonText of(int type) {
        if (type < 0 || type >= MOST_TYPES) {
            return make(type);
        }
        JsonText known = names[type];
        if (known == null) {
            known = make(type);
            names[type] = known;
        }
        return known;
    }

    private JsonText make(int type) {
        String name = AuditMessageType.name(type);
        return JsonText.of(isLowerCase ? name.toLowerCase(Locale.ROOT) : name);
    }
}
