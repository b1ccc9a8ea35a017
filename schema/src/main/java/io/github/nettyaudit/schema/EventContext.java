package io.github.nettyaudit.schema;

import io.github.nettyaudit.schema.json.JsonText;
import org.jspecify.annotations.Nullable;

/** What is known of an event beside its records. Immutable; made once per source, not per event. */
public final class EventContext {
    /** Nothing is known. */
    public static final EventContext NONE = new EventContext(null);

    private final @Nullable String hostName;
    private final @Nullable JsonText hostText;

    private EventContext(@Nullable String hostName) {
        this.hostName = hostName;
        hostText = hostName == null ? null : JsonText.of(hostName);
    }

    /**
     * The context of events that one host's kernel sent.
     *
     * @param hostName the host's name, for events that do not name their node themselves
     * @return the context
     */
    public static EventContext ofHost(String hostName) {
        return new EventContext(hostName);
    }

    /**
     * Returns the name of the host on which the event happened.
     *
     * @return the name; {@code null} if it is not known
     */
    public @Nullable String hostName() {
        return hostName;
    }

    /**
     * Returns the name of the host, escaped for JSON.
     *
     * @return the name; {@code null} if it is not known
     */
    public @Nullable JsonText hostText() {
        return hostText;
    }
}
