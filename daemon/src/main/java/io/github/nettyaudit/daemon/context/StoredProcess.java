package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a {@link ProcessInfo} is kept with its event. All numbers are of variable length, seven bits a byte, the
 * lowest first, the highest bit set in each byte but the last:
 * <pre>
 *   version (1)
 *   of the process, then of each parent:  length of what follows,  { tag, length, value } …
 *   tag 1 pid          2 parent's pid + 1    3 start in milliseconds since 1970    4 name     5 executable
 *       6 script       7 control group: its path; not there if it is the one of the process before
 *       8 login user   9 session            10 misses: { ordinal of the part, code of the reason } …
 *      11 there is no control group (empty)
 * </pre>
 * A reader skips tags, parts and reasons that it does not know. Paths are stored and not what they mean, so that a reader
 * that knows more conventions finds more containers.
 */
public final class StoredProcess {
    /** The version that is written. */
    static final int VERSION = 1;
    static final int PID = 1;
    static final int PARENT_PID = 2;
    static final int START = 3;
    static final int NAME = 4;
    static final int EXECUTABLE = 5;
    static final int SCRIPT = 6;
    static final int CONTROL_GROUP = 7;
    static final int LOGIN_USER = 8;
    static final int SESSION = 9;
    static final int MISSES = 10;
    static final int NO_CONTROL_GROUP = 11;
    private static final ProcessPart[] PARTS = ProcessPart.values();

    private StoredProcess() {
    }

    /**
     * Writes a process and its parents. For many processes, {@link ProcessEncoder} is faster.
     *
     * @param process the process
     * @return the stored form
     */
    public static byte[] encode(ProcessInfo process) {
        return new ProcessEncoder().encode(process);
    }

    /** Writes one process, behind another one that has a control group. */
    static void write(ProcessInfo process, @Nullable ControlGroup before, TagWriter out) {
        out.number(PID, process.pid());
        out.known(PARENT_PID, process.parentPid(), process.parentPid() + 1L);
        out.known(START, process.startMillis(), process.startMillis());
        out.text(NAME, process.name());
        out.text(EXECUTABLE, process.executable());
        out.text(SCRIPT, process.script());
        ControlGroup group = process.controlGroup();
        if (group == null) {
            out.empty(NO_CONTROL_GROUP);
        } else if (!group.equals(before)) {
            out.text(CONTROL_GROUP, group.path());
        }
        out.known(LOGIN_USER, process.loginUser(), process.loginUser());
        out.known(SESSION, process.session(), process.session());
        if (process.hasMisses()) {
            TagWriter misses = new TagWriter();
            for (ProcessPart part : PARTS) {
                MissReason reason = process.miss(part);
                if (reason != null) {
                    misses.number(part.ordinal());
                    misses.number(reason.code());
                }
            }
            out.number(MISSES);
            out.block(misses);
        }
    }

    /**
     * Reads a stored form. For many, {@link ProcessDecoder} is faster.
     *
     * @param stored what {@link #encode} has written, this version or a later one
     * @return the process; {@code null} if the form has a version that this reader does not know
     * @throws IllegalArgumentException if it is no stored form
     */
    public static @Nullable ProcessInfo decode(byte[] stored) {
        return new ProcessDecoder().decode(stored);
    }

    /** Reads the parts of one process. */
    static final class StoredProcessReader {
        private final ProcessInfoBuilder process = new ProcessInfoBuilder(0);
        private final @Nullable ControlGroup known;
        private @Nullable ControlGroup group;
        private long user = ProcessInfo.UNKNOWN;
        private long session = ProcessInfo.UNKNOWN;

        /**
         * @param before the control group of the process before
         * @param known  one that may occur again; to read a path is slow
         */
        StoredProcessReader(TagReader in, @Nullable ControlGroup before, @Nullable ControlGroup known) {
            this.known = known;
            group = before;
            while (in.hasMore()) {
                int tag = (int) Math.min(in.number(), Integer.MAX_VALUE);
                part(tag, in.block());
            }
            process.controlGroup(group).login(user, session);
        }

        private void part(int tag, TagReader value) {
            switch (tag) {
                case PID -> process.pid(value.id());
                case PARENT_PID -> process.parentPid((int) (value.number() - 1));
                case START -> process.startMillis(value.number());
                case NAME -> process.name(value.text());
                case EXECUTABLE -> process.executable(value.text());
                case SCRIPT -> process.script(value.text());
                case CONTROL_GROUP -> group = controlGroup(value.text());
                case NO_CONTROL_GROUP -> group = null;
                case LOGIN_USER -> user = value.number();
                case SESSION -> session = value.number();
                case MISSES -> misses(value);
                default -> {
                    // of a later version
                }
            }
        }

        private ControlGroup controlGroup(ProcessText path) {
            return known != null && known.path().equals(path) ? known : ControlGroup.of(path);
        }

        private void misses(TagReader value) {
            while (value.hasMore()) {
                long part = value.number();
                MissReason reason = MissReason.ofCode(value.id());
                if (part < PARTS.length && reason != null) {
                    process.miss(PARTS[(int) part], reason);
                }
            }
        }

        ProcessInfoBuilder process() {
            return process;
        }

        @Nullable ControlGroup controlGroup() {
            return group;
        }
    }
}
