package io.github.nettyaudit.schema.process;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process at the time of an event, and its parents. A part is there, or it is missing with a
 * {@linkplain #miss(ProcessPart) reason}, or it is absent because the process has none, as a thread of the kernel has no
 * program. Immutable.
 */
public final class ProcessInfo {
    /** The value of a number that is not known. */
    public static final long UNKNOWN = -1;
    /** The value of {@link #loginUser()} and {@link #session()} if nobody logged in. */
    public static final long UNSET = 0xffff_ffffL;

    private final int pid;
    private final int parentPid;
    private final long startMillis;
    private final @Nullable ProcessText name;
    private final @Nullable ProcessText executable;
    private final @Nullable ProcessText script;
    private final @Nullable ControlGroup controlGroup;
    private final long loginUser;
    private final long session;
    private final @Nullable ProcessInfo parent;
    private final @Nullable MissReason[] misses;
    private final int ancestors;
    private final boolean hasMisses;

    ProcessInfo(ProcessInfoBuilder builder) {
        pid = builder.pid;
        parentPid = builder.parentPid;
        startMillis = builder.startMillis;
        name = builder.name;
        executable = builder.executable;
        script = builder.script;
        controlGroup = builder.controlGroup;
        loginUser = builder.loginUser;
        session = builder.session;
        parent = builder.parent;
        misses = builder.misses.clone();
        ancestors = parent == null ? 0 : parent.ancestors + 1;
        hasMisses = Arrays.stream(misses).anyMatch(Objects::nonNull);
    }

    /**
     * Returns the process id, as the host numbers it.
     *
     * @return the id
     */
    public int pid() {
        return pid;
    }

    /**
     * Returns the id of the parent process.
     *
     * @return the id; 0 if the kernel started the process, -1 if it is not known
     */
    public int parentPid() {
        return parentPid;
    }

    /**
     * Returns when the process was started, with an error of some hundredths of a second.
     *
     * @return milliseconds since 1970; {@link #UNKNOWN} if it is missing
     */
    public long startMillis() {
        return startMillis;
    }

    /**
     * Returns the name of the process, {@code comm}; of an event's process the one that the event has, which is the name
     * of a thread.
     *
     * @return up to 15 bytes, 63 of threads of the kernel; {@code null} if it is missing
     */
    public @Nullable ProcessText name() {
        return name;
    }

    /**
     * Returns the path of the program. {@code (deleted)} follows the path of a file that has been removed.
     *
     * @return the path; {@code null} if it is missing or absent
     */
    public @Nullable ProcessText executable() {
        return executable;
    }

    /**
     * Returns the path of the script, if the program is an interpreter; it is relative if that is how it was called.
     *
     * @return the path; {@code null} if it is missing or absent
     */
    public @Nullable ProcessText script() {
        return script;
    }

    /**
     * Returns the control group, which says in which container and unit the process runs.
     *
     * @return the control group; {@code null} if it is missing
     */
    public @Nullable ControlGroup controlGroup() {
        return controlGroup;
    }

    /**
     * Returns the id of the user who logged in.
     *
     * @return the id; {@link #UNSET} if nobody did, {@link #UNKNOWN} if it is missing
     */
    public long loginUser() {
        return loginUser;
    }

    /**
     * Returns the number of the login session.
     *
     * @return the number; {@link #UNSET} if there is none, {@link #UNKNOWN} if it is missing
     */
    public long session() {
        return session;
    }

    /**
     * Returns the process that started this one, or that took its place when it ended.
     *
     * @return the parent, of which only the id may be known; {@code null} if the kernel started this process, and if the
     *         part {@link ProcessPart#PARENT} is missing
     */
    public @Nullable ProcessInfo parent() {
        return parent;
    }

    /**
     * Returns how many parents are known, one after the other.
     *
     * @return the length of the list that {@link #parent()} begins
     */
    public int ancestors() {
        return ancestors;
    }

    /**
     * Returns why a part is missing.
     *
     * @param part the part
     * @return the reason; {@code null} if the part is there, or absent
     */
    public @Nullable MissReason miss(ProcessPart part) {
        return misses[part.ordinal()];
    }

    /**
     * Returns whether any part of this process is missing; those of its parents do not count.
     *
     * @return whether {@link #miss(ProcessPart)} returns a reason for any part
     */
    public boolean hasMisses() {
        return hasMisses;
    }

    /**
     * Compares this process with another one, without their parents.
     *
     * @param that the other process
     * @return whether all parts are the same
     */
    public boolean isSameProcess(ProcessInfo that) {
        return pid == that.pid && parentPid == that.parentPid && startMillis == that.startMillis
                && loginUser == that.loginUser && session == that.session && Objects.equals(name, that.name)
                && Objects.equals(executable, that.executable) && Objects.equals(script, that.script)
                && Objects.equals(controlGroup, that.controlGroup) && Arrays.equals(misses, that.misses);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof ProcessInfo that)) {
            return false;
        }
        ProcessInfo mine = this;
        while (mine != that && mine.isSameProcess(that)) {
            ProcessInfo next = mine.parent;
            ProcessInfo theirs = that.parent;
            if (next == null || theirs == null) {
                return next == theirs;
            }
            mine = next;
            that = theirs;
        }
        return mine == that;
    }

    @Override
    public int hashCode() {
        return Objects.hash(pid, startMillis, executable, ancestors);
    }

    /** Returns the ids and programs of the process and its parents, for people who debug; not safe for a terminal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("ProcessInfo(");
        for (ProcessInfo next = this; next != null; next = next.parent) {
            text.append(next == this ? "" : " < ").append(next.pid);
            if (next.executable != null) {
                text.append(' ').append(next.executable);
            }
            for (ProcessPart part : ProcessPart.values()) {
                if (next.miss(part) != null) {
                    text.append(", no ").append(part.word()).append(": ").append(next.miss(part));
                }
            }
        }
        return text.append(')').toString();
    }
}
