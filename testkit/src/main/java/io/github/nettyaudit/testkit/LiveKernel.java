package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.codec.message.AuditMessageType.ADD_RULE;
import static io.github.nettyaudit.codec.message.AuditMessageType.DEL_RULE;
import static io.github.nettyaudit.codec.message.AuditMessageType.GET;
import static io.github.nettyaudit.codec.message.AuditMessageType.GET_FEATURE;
import static io.github.nettyaudit.codec.message.AuditMessageType.LIST_RULES;
import static io.github.nettyaudit.codec.message.AuditMessageType.SET;
import static io.github.nettyaudit.codec.message.AuditMessageType.SET_FEATURE;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The audit subsystem of the kernel that this process runs on, for tests: says whether it can be had, keeps others away
 * ({@link KernelAuditLock}), remembers how it was and puts that back.
 *
 * <pre>{@code
 * LiveKernel.whyUnavailable().ifPresent(reason -> Assumptions.abort(reason));
 * try (LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(5))) {
 *     kernel.setEnabled(true);
 *     // … whatever the test does to the kernel …
 * }                                             // as it was before
 * }</pre>
 *
 * <p>Restored are enabled, failure mode, rate limit, backlog limit, backlog wait time, rules and features; the daemon's
 * place is left if this process (or a dead one) has it. The same happens in a shutdown hook, so Ctrl-C and SIGTERM
 * leave nothing behind. After {@code kill -9}, the next program that takes the kernel puts back what was found: it is in
 * {@code /run/lock/kernel-audit.found} until it is put back, or until the next boot. Not restored, since the kernel offers
 * no way: counters, and the lock bit of a feature. Where auditing is locked ({@code enabled=2}) or would panic
 * ({@code failure=2}) it refuses to start, and it never sets either.
 *
 * <p>It has a blocking socket of its own and needs neither the transport nor the codec's handlers, so it can be used
 * to check them. Thread-safe. Every method may block for as long as the kernel takes, which under a full backlog is the
 * backlog wait time: never call it from an event loop.
 */
public final class LiveKernel implements AutoCloseable {
    /** Environment variable; with the value {@code require} a test that cannot have the kernel shall fail, not skip. */
    public static final String ENVIRONMENT = "NETTY_AUDIT_LIVE";

    /** Holds what was found, while a program has the kernel. */
    static final Path FOUND = KernelAuditLock.PATH.resolveSibling("kernel-audit.found");

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(LiveKernel.class);

    private static final int STATUS_LENGTH = 44;
    private static final int ENABLED = 1;
    private static final int FAILURE = 2;
    private static final int PID = 4;
    private static final int RATE_LIMIT = 8;
    private static final int BACKLOG_LIMIT = 0x10;
    private static final int BACKLOG_WAIT_TIME = 0x20;

    private final KernelAuditLock lock;
    private final KernelSocket socket;
    private final FoundState found;
    private final Thread hook = new Thread(this::closeAtExit, "live-kernel-restore");
    private boolean closed;

    private LiveKernel(KernelAuditLock lock) throws IOException {
        this.lock = lock;
        socket = new KernelSocket();
        try {
            LiveKernelStatus status = status();
            KernelAvailability.refuse(status).ifPresent(reason -> {
                throw new IllegalStateException(reason);
            });
            Optional<FoundState> left = FoundState.read(FOUND);
            if (left.isPresent()) {
                found = left.get();
                LOGGER.warn("A program that had the kernel's audit subsystem was killed; what it has changed is put back");
                restore();
            } else {
                found = FoundState.of(status, socket.get(GET_FEATURE), rules());
                found.write(FOUND);
            }
        } catch (IOException | RuntimeException exception) {
            socket.close();
            throw exception;
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * One sentence that says why this process cannot have the kernel's audit subsystem; empty if it can.
     *
     * @return the reason; the call takes no lock and changes nothing
     */
    public static Optional<String> whyUnavailable() {
        return KernelAvailability.whyUnavailable();
    }

    /**
     * Whether the environment demands ({@link #ENVIRONMENT}) that live tests run.
     *
     * @return {@code true} if the variable has the value {@code require}
     */
    public static boolean isRequired() {
        return "require".equals(System.getenv(ENVIRONMENT));
    }

    /**
     * Waits for the lock and remembers the kernel's state.
     *
     * @param patience the longest time to wait for the lock
     * @return the kernel, which the caller closes
     * @throws IOException           if the lock cannot be had within {@code patience}, or the file of what was found
     *                               can be neither read nor written
     * @throws IllegalStateException if the kernel cannot be had, see {@link #whyUnavailable()}
     */
    public static LiveKernel take(Duration patience) throws IOException {
        KernelAuditLock lock = KernelAuditLock.acquire(patience);
        try {
            return new LiveKernel(lock);
        } catch (IOException | RuntimeException exception) {
            lock.close();
            throw exception;
        }
    }

    /**
     * What {@code AUDIT_GET} says now. Not to be polled while the backlog is full: the question itself sleeps then.
     *
     * @return the status at the moment of the reply
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public synchronized LiveKernelStatus status() {
        return LiveKernelStatus.of(socket.get(GET));
    }

    /**
     * The rules as the kernel lists them, each a {@code struct audit_rule_data} with its strings.
     *
     * @return the rules in the order of the kernel, words in the byte order of this machine; the caller may change the
     *         arrays
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public synchronized List<byte[]> rules() {
        return socket.list(LIST_RULES);
    }

    /**
     * Adds a rule, a {@code struct audit_rule_data} with its strings.
     *
     * @param rule the rule, words in the byte order of this machine; not changed
     * @throws KernelRequestException if the kernel refuses it, for example with EEXIST, or does not answer within 20 s
     */
    public synchronized void addRule(byte[] rule) {
        socket.set(ADD_RULE, rule);
    }

    /**
     * Deletes a rule.
     *
     * @param rule the rule as {@link #rules()} returns it; not changed
     * @throws KernelRequestException if the kernel refuses it, for example with ENOENT, or does not answer within 20 s
     */
    public synchronized void deleteRule(byte[] rule) {
        socket.set(DEL_RULE, rule);
    }

    /**
     * Switches auditing on or off. Processes are audited only if they were forked after it was first switched on.
     *
     * @param enabled {@code true} for {@code enabled=1}, {@code false} for {@code enabled=0}
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public void setEnabled(boolean enabled) {
        set(ENABLED, 1, enabled ? 1 : 0);
    }

    /**
     * Sets how many records may wait in the kernel; 0 for no bound.
     *
     * @param records the limit in records, an unsigned 32-bit number
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public void setBacklogLimit(int records) {
        set(BACKLOG_LIMIT, 5, records);
    }

    /**
     * Sets how long a process sleeps for a place in the backlog, in kernel ticks; 0 to drop at once.
     *
     * @param ticks the time in kernel ticks, from 0 to 150,000 (ten times the default of 60 s, at 250 Hz)
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public void setBacklogWaitTime(int ticks) {
        set(BACKLOG_WAIT_TIME, 9, ticks);
    }

    /**
     * Sets how many records per second are let through; 0 for all.
     *
     * @param recordsPerSecond the limit in records per second, an unsigned 32-bit number
     * @throws KernelRequestException if the kernel refuses the request or does not answer within 20 s
     */
    public void setRateLimit(int recordsPerSecond) {
        set(RATE_LIMIT, 4, recordsPerSecond);
    }

    /**
     * Puts everything back as it was when the kernel was taken. The lock is kept.
     *
     * @throws KernelRequestException if the kernel refused a part of it; all other parts were restored
     */
    public synchronized void restore() {
        List<Runnable> steps = List.of(
                () -> set(BACKLOG_WAIT_TIME, 9, 0), // from here on no request sleeps
                () -> set(ENABLED, 1, found.enabled()),
                this::leaveDaemonPlace,
                this::restoreRules,
                this::restoreFeatures,
                () -> set(RATE_LIMIT, 4, found.rateLimit()),
                () -> set(BACKLOG_LIMIT, 5, found.backlogLimit()),
                () -> set(FAILURE, 2, found.failure()),
                () -> set(BACKLOG_WAIT_TIME, 9, found.backlogWaitTime()));
        KernelRequestException first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (KernelRequestException exception) {
                if (first == null) {
                    first = exception;
                } else {
                    first.addSuppressed(exception);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Restores, closes and gives the lock back. Does nothing the second time. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // then the hook waits for this object's monitor and finds nothing to do
        }
        release();
    }

    private void closeAtExit() {
        try {
            release();
        } catch (RuntimeException exception) {
            LOGGER.error("The kernel's audit state could not be restored; what it was is in {}, and"
                    + " is put back when the kernel is taken again", FOUND, exception);
        }
    }

    private synchronized void release() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            restore();
            Files.deleteIfExists(FOUND);
        } catch (IOException exception) {
            throw new UncheckedIOException(FOUND + " cannot be deleted, so the next program puts back the same once more",
                    exception);
        } finally {
            socket.close();
            lock.close();
        }
    }

    private void leaveDaemonPlace() {
        int pid = status().pid();
        int own = (int) ProcessHandle.current().pid();
        if (pid != 0 && pid != own && ProcessHandle.of(pid).isEmpty()) {
            set(PID, 3, own); // the kernel lets us replace a dead daemon, and then leave
            pid = own;
        }
        if (pid == own) {
            set(PID, 3, 0);
        }
    }

    private void restoreRules() {
        List<byte[]> rules = rules();
        for (byte[] rule : rules) {
            if (found.rules().stream().noneMatch(before -> Arrays.equals(before, rule))) {
                deleteRule(rule);
            }
        }
        List<byte[]> left = rules();
        if (!Arrays.deepEquals(left.toArray(), found.rules().toArray())) {
            left.forEach(this::deleteRule);
            found.rules().forEach(this::addRule);
        }
    }

    private void restoreFeatures() {
        int now = ByteBuffer.wrap(socket.get(GET_FEATURE)).order(ByteOrder.nativeOrder()).getInt(8);
        ByteBuffer before = ByteBuffer.wrap(found.features().clone()).order(ByteOrder.nativeOrder());
        if (before.getInt(8) != now) {
            before.putInt(4, before.getInt(8) ^ now).putInt(12, 0);
            socket.set(SET_FEATURE, before.array());
        }
    }

    private synchronized void set(int maskBit, int word, int value) {
        ByteBuffer status = ByteBuffer.allocate(STATUS_LENGTH).order(ByteOrder.nativeOrder());
        socket.set(SET, status.putInt(0, maskBit).putInt(4 * word, value).array());
    }
}
