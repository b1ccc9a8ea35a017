package io.github.nettyaudit.schema.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strings that come again and again, such as the names of hosts, each escaped once. Remembers a bounded number of them.
 * Not thread-safe.
 */
public final class JsonTexts {
    private static final int MOST_TEXTS = 4096;

    private final Map<String, JsonText> known = new HashMap<>();
    private @Nullable String last;
    private @Nullable JsonText lastText;

    /** Creates a memory that is empty. */
    public JsonTexts() {
    }

    /**
     * Returns a string, escaped.
     *
     * @param text the string
     * @return the same, as {@link JsonText#of} makes it
     */
    public JsonText of(String text) {
        JsonText found = lastText;
        if (found != null && text.equals(last)) {
            return found;
        }
        found = known.get(text);
        if (found == null) {
            if (known.size() == MOST_TEXTS) {
                known.clear();
            }
            found = JsonText.of(text);
            known.put(text, found);
        }
        last = text;
        lastText = found;
        return found;
    }
}
