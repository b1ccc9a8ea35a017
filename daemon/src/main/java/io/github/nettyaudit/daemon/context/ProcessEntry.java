package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/** What is known of one process, and of which times it is true. Times are milliseconds since 1970. */
final class ProcessEntry {
    static final long NEVER = Long.MAX_VALUE;

    final int pid;
    ProcessInfo info;
    /** The process was there from this time on. */
    long from;
    /** The process was there at this time: an event says so, or {@code /proc}. */
    long lastSeen;
    /** At this time there was no process of the id; {@link #NEVER} if it is not known. */
    long endedAt = NEVER;
    /** When {@code /proc} was read; the smallest number if it was not. */
    long readAt = Long.MIN_VALUE;
    boolean isInHostNamespace;
    /** What the last event said, with which the next one is compared. */
    int eventParent = -1;
    long eventUser = EventFacts.NONE;
    long eventSession = EventFacts.NONE;
    @Nullable ProcessText eventExecutable;
    /** The estimated memory. */
    int bytes;
    @Nullable ProcessEntry older;
    @Nullable ProcessEntry younger;

    ProcessEntry(int pid, ProcessInfo info) {
        this.pid = pid;
        this.info = info;
    }

    /**
     * Whether the process of this id at a time is this one: it had been started, and since it was last seen the ids cannot
     * have been used up, so that no other process can have the id.
     */
    boolean covers(long time, long reuseMillis) {
        return time >= from && time <= lastSeen + reuseMillis && time <= endedAt;
    }

    /** Whether a process that is there need not be looked at again. */
    boolean isFresh(long time, long refreshMillis) {
        return endedAt != NEVER || readAt != Long.MIN_VALUE && time <= readAt + refreshMillis;
    }

    /** Whether an event says the same of the process as the last one did. What it does not say is the same. */
    boolean isSame(EventFacts facts) {
        return (facts.parentPid < 0 || facts.parentPid == eventParent)
                && (facts.loginUser < 0 || facts.loginUser == eventUser && facts.session == eventSession)
                && (!facts.hasExecutable() || eventExecutable != null && facts.isExecutable(eventExecutable));
    }

    void remember(EventFacts facts) {
        if (facts.parentPid >= 0) {
            eventParent = facts.parentPid;
        }
        if (facts.loginUser >= 0) {
            eventUser = facts.loginUser;
            eventSession = facts.session;
        }
        ProcessText executable = facts.executable();
        if (executable != null) {
            eventExecutable = executable;
        }
    }

    void forgetEvents() {
        eventParent = -1;
        eventUser = EventFacts.NONE;
        eventSession = EventFacts.NONE;
        eventExecutable = null;
    }
}
