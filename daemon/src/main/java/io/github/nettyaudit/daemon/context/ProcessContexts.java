package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/**
 * Says of which process an event is, and what else is known of that process: its program, script, parents, control group
 * and login. To be asked when the event arrives, in the order of the events, and only for events of this host.
 * <pre>{@code
 * try (ProcessContexts contexts = new ProcessContexts(ProcessContextOptions.defaults())) {
 *     ProcessInfo process = contexts.of(event); // null if the event names no process
 * }
 * }</pre>
 *
 * <p>What the event says counts more than {@code /proc}: the process may execute another program or end before it is
 * looked at. Programs, names and scripts are learned from execve(2) events, and processes that end at once from the events
 * of fork(2) and clone(2) of their parents, if rules cause such events. Nothing is guessed: a part that is not known has a
 * {@linkplain ProcessInfo#miss(ProcessPart) reason}, and a process that was started after the event and has the id of an
 * earlier one is not taken for it. Arguments, and with them scripts, are what a process says of itself.
 *
 * <p>A process is remembered while its id cannot belong to another one, by the time that a kernel needs to use up all
 * ids ({@code /proc/sys/kernel/pid_max}), and looked at again when what may change is old. The number of processes and their
 * memory are bounded. One event costs a look at the process and at {@linkplain ProcessContextOptions#maxAncestors() so many}
 * parents at most, of seven small files each; an event of a process that is remembered costs none and allocates nothing.
 *
 * <p>Not thread-safe: for the thread that writes the spool. {@link #counters()} may be called by any thread.
 */
public final class ProcessContexts implements AutoCloseable {
    /** An event so much older than the newest one, or newer than the clock, means that the clock was set. */
    private static final long ORDER_MILLIS = 5_000;
    private static final long CLONE_NEW_PID = 0x2000_0000;
    private static final long CLONE_THREAD = 0x1_0000;
    private static final long CLONE_PARENT = 0x8000;

    private final ContextCounts counts = new ContextCounts();
    private final EventFacts facts = new EventFacts();
    private final EventScript scripts = new EventScript();
    private final ProcFiles files;
    private final ProcMount mount;
    private final ProcessTable table;
    private long newest = Long.MIN_VALUE;

    /**
     * Creates an object that knows no process yet.
     *
     * @param options the options
     */
    public ProcessContexts(ProcessContextOptions options) {
        this(options, new LibcProcFiles(options.root()));
    }

    ProcessContexts(ProcessContextOptions options, ProcFiles files) {
        this.files = files;
        mount = new ProcMount(files, options.root().toString(), options.notices());
        table = new ProcessTable(mount, files, new BootClock(files, options.clock()), options, counts);
    }

    /**
     * Returns the process that caused an event.
     *
     * @param event the event, which has just arrived; stays the caller's
     * @return the process, the same object again if nothing has changed; {@code null} if the event names none
     */
    public @Nullable ProcessInfo of(AuditEvent event) {
        if (!facts.read(event)) {
            return null;
        }
        ContextCounts.raise(counts.events);
        if (!mount.isAvailable(facts.millis)) {
            ContextCounts.raise(counts.unavailable);
            return byEvent(event, MissReason.UNAVAILABLE).build();
        }
        watchClock();
        ProcessEntry entry = table.find(facts.pid, facts.millis, 0);
        ProcessInfo process = attribute(event, entry);
        if (facts.call != EventFacts.Call.OTHER && facts.call != EventFacts.Call.EXECUTE && facts.exit > 0) {
            addChild(entry, process);
        }
        return process;
    }

    private void watchClock() {
        if (facts.millis < newest - ORDER_MILLIS || facts.millis > newest + ORDER_MILLIS) {
            table.readClock();
            newest = facts.millis;
        } else if (facts.millis > newest) {
            newest = facts.millis;
        }
    }

    private ProcessInfo attribute(AuditEvent event, ProcessEntry entry) {
        if (ProcessTable.isEarlier(entry, facts.millis)) {
            ContextCounts.raise(counts.reused);
            ProcessInfoBuilder process = byEvent(event, MissReason.REUSED);
            table.addParent(process, facts.parentPid, facts.millis, facts.millis, 0);
            return process.build();
        }
        entry.lastSeen = Math.max(entry.lastSeen, Math.min(facts.millis, entry.endedAt));
        if (facts.call != EventFacts.Call.EXECUTE && entry.isSame(facts)) {
            return entry.info;
        }
        ProcessInfo changed = byBoth(event, entry).build();
        entry.remember(facts);
        if (!changed.equals(entry.info)) {
            entry.info = changed;
            table.put(entry);
        }
        return entry.info;
    }

    /** What is known, corrected by what the event says. */
    private ProcessInfoBuilder byBoth(AuditEvent event, ProcessEntry entry) {
        ProcessInfo known = entry.info;
        ProcessInfoBuilder process = ProcessInfoBuilder.copyOf(known).parent(known.parent());
        if (facts.call == EventFacts.Call.EXECUTE) {
            ProcessText executable = facts.executable();
            setProgram(process, executable, scripts.ofExecution(event, executable));
        } else if (facts.hasExecutable() && !isSameProgram(known.executable())) {
            // it has ended, or has executed another program since
            setProgramByTitle(process, event, MissReason.ENDED);
        } else if (known.name() == null) {
            process.name(facts.name()).miss(ProcessPart.NAME, facts.name() == null ? MissReason.ENDED : null);
        }
        setLogin(process, known);
        if (facts.parentPid >= 0 && (facts.parentPid != known.parentPid() || known.parent() == null)) {
            table.addParent(process, facts.parentPid, known.startMillis() < 0 ? facts.millis : known.startMillis(),
                    facts.millis, 0);
        }
        return process;
    }

    private void setProgram(ProcessInfoBuilder process, @Nullable ProcessText executable, @Nullable ProcessText script) {
        process.executable(executable).miss(ProcessPart.EXECUTABLE, executable == null ? MissReason.ENDED : null)
                .script(script).miss(ProcessPart.SCRIPT, null);
        ProcessText name = facts.name();
        if (name != null) {
            process.name(name).miss(ProcessPart.NAME, null);
        }
    }

    private void setProgramByTitle(ProcessInfoBuilder process, AuditEvent event, MissReason reason) {
        ProcessText executable = facts.executable();
        setProgram(process, executable, scripts.ofTitle(event, executable));
        if (Interpreters.options(executable) != null && event.indexOf(AuditMessageType.PROCTITLE) < 0) {
            process.miss(ProcessPart.SCRIPT, reason);
        }
    }

    private void setLogin(ProcessInfoBuilder process, ProcessInfo known) {
        if (facts.loginUser >= 0) {
            process.login(facts.loginUser, facts.session >= 0 ? facts.session : known.session())
                    .miss(ProcessPart.LOGIN, facts.session >= 0 || known.session() >= 0 ? null : MissReason.ENDED);
        }
    }

    /** The kernel writes the path as the process sees it, below its own root directory. */
    private boolean isSameProgram(@Nullable ProcessText known) {
        ProcessText executable = facts.executable();
        if (known == null || executable == null) {
            return executable == null;
        }
        return known.endsWith(executable);
    }

    /** What the event alone says. */
    private ProcessInfoBuilder byEvent(AuditEvent event, MissReason reason) {
        ProcessInfoBuilder process = new ProcessInfoBuilder(facts.pid).missAll(reason).parentPid(facts.parentPid);
        ProcessText executable = facts.executable();
        if (facts.call == EventFacts.Call.EXECUTE) {
            setProgram(process, executable, scripts.ofExecution(event, executable));
        } else if (executable != null) {
            setProgramByTitle(process, event, reason);
        }
        if (facts.loginUser >= 0 && facts.session >= 0) {
            process.login(facts.loginUser, facts.session).miss(ProcessPart.LOGIN, null);
        }
        return process;
    }

    /** Takes note of a process that a call has made, before it ends and nobody has looked at it. */
    private void addChild(ProcessEntry parent, ProcessInfo process) {
        long flags = facts.call == EventFacts.Call.CLONE ? facts.cloneFlags() : 0;
        if (!parent.isInHostNamespace || facts.exit > Integer.MAX_VALUE || (flags & (CLONE_THREAD | CLONE_NEW_PID)) != 0
                || facts.exit == facts.pid) {
            return;
        }
        ProcessEntry known = table.get((int) facts.exit);
        if (known != null && known.lastSeen >= facts.millis) {
            return; // it has caused an event before the call returned
        }
        ProcessInfoBuilder child = new ProcessInfoBuilder((int) facts.exit).startMillis(facts.millis).name(facts.name())
                .executable(process.executable()).script(process.script()).controlGroup(process.controlGroup())
                .login(process.loginUser(), process.session());
        for (ProcessPart part : ProcessPart.values()) {
            child.miss(part, process.miss(part));
        }
        child.miss(ProcessPart.START, null);
        if (facts.call == EventFacts.Call.CLONE3) {
            // the flags, which are in the memory of the process, may name another control group
            child.controlGroup(null).miss(ProcessPart.CONTROL_GROUP, MissReason.ENDED);
        }
        if (facts.call == EventFacts.Call.CLONE3 || (flags & CLONE_PARENT) != 0) {
            child.miss(ProcessPart.PARENT, MissReason.ENDED);
        } else {
            table.addKnownParent(child, process);
        }
        ProcessEntry entry = new ProcessEntry((int) facts.exit, child.build());
        entry.from = facts.millis;
        entry.lastSeen = facts.millis;
        table.put(entry);
    }

    /**
     * Returns what was done so far. May be called by any thread.
     *
     * @return the counters, each a recent value
     */
    public ProcessContextCounters counters() {
        return counts.snapshot();
    }

    /** Gives back the files and the memory outside of the heap. The object must not be used any more. */
    @Override
    public void close() {
        mount.close();
        files.close();
    }
}
