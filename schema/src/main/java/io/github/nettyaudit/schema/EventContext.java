package io.github.nettyaudit.schema;

import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.process.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** What is known of an event beside its records. Immutable; made once per source, and for each event that has a process
 * of its own. */
public final class EventContext {
    /** Nothing is known. */
    public static final EventContext NONE = new EventContext(null, null, null);

    private final @Nullable String hostName;
    private final @Nullable JsonText hostText;
    private final @Nullable ProcessInfo process;

    private EventContext(@Nullable String hostName, @Nullable JsonText hostText, @Nullable ProcessInfo process) {
        this.hostName = hostName;
        this.hostText = hostText;
        this.process = process;
    }

    /**
     * The context of events that one host's kernel sent.
     *
     * @param hostName the host's name, for events that do not name their node themselves
     * @return the context
     */
    public static EventContext ofHost(String hostName) {
        return new EventContext(hostName, JsonText.of(hostName), null);
    }

    /**
     * The context of one event: the same, with the process that caused it.
     *
     * @param newProcess what is known of the process, or {@code null}
     * @return the context
     */
    public EventContext withProcess(@Nullable ProcessInfo newProcess) {
        return newProcess == process ? this : new EventContext(hostName, hostText, newProcess);
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

    /**
     * Returns the process that caused the event.
     *
     * @return what is known of it beside the records; {@code null} if nothing is
     */
    public @Nullable ProcessInfo process() {
        return process;
    }
}
