package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.source.CongestionGuard;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the load once a second, asks for the status at an interval while all is calm, and compares it with the one
 * before. Runs on the control channel's event loop, with a fixed delay: a machine or a process that was stopped does not
 * catch up on looks that it missed.
 */
public final class KernelWatch {
    /** Called on the control channel's event loop. */
    public interface Observer {
        /** A status has been received. */
        void status(AuditStatus status);

        /** Another program has changed a setting. */
        void settingChanged(AuditSettingChange change);

        /** Another process is the audit daemon, or none is. */
        void daemonChanged(int before, int now);
    }

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(KernelWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final AuditClient client;
    private final CongestionGuard guard;
    private final long intervalNanos;
    private final Observer observer;

    // confined to the control channel's event loop
    private final Map<AuditSetting, Long> known = new EnumMap<>(AuditSetting.class);
    private int daemon;
    private long nextNanos = System.nanoTime();
    private boolean asking;
    private volatile boolean stopped;

    /** The values that this program has set or is setting; guarded by itself, with the two numbers. */
    private final Map<AuditSetting, Set<Long>> expected = new EnumMap<>(AuditSetting.class);
    /** How many requests for the status were sent. */
    private long asked;
    /** The first request whose answer shows all changes of this program. */
    private long settledFrom = Long.MAX_VALUE;
    private @Nullable Future<?> timer;

    /**
     * @param interval how often to ask for the status; zero: never
     * @param first    the status after this program's own changes
     */
    public KernelWatch(AuditClient client, CongestionGuard guard, Duration interval, AuditStatus first,
                       Observer observer) {
        this.client = client;
        this.guard = guard;
        this.observer = observer;
        intervalNanos = interval.toNanos();
        for (AuditSetting setting : AuditSetting.values()) {
            known.put(setting, setting.in(first));
        }
        daemon = first.pid();
    }

    /** Starts to look. */
    public void start() {
        timer = client.channel().eventLoop().scheduleWithFixedDelay(this::look, 0, LOOK.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Stops; no request is sent afterwards. */
    public void stop() {
        stopped = true;
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }

    /**
     * From now on these values are this program's own, and so are those that they replace: they are not reported as
     * another program's change. To be called before the change is sent, by any thread.
     */
    public void expect(AuditStatus changes) {
        synchronized (expected) {
            settledFrom = Long.MAX_VALUE;
            for (AuditSetting setting : AuditSetting.values()) {
                if ((changes.mask() & setting.field().maskBit()) != 0) {
                    expected.computeIfAbsent(setting, key -> new HashSet<>()).add(setting.in(changes));
                }
            }
        }
    }

    /** This program makes no more changes: a status that is asked for from now on shows the last of them. */
    public void settle() {
        synchronized (expected) {
            settledFrom = asked + 1;
        }
    }

    /** Whether this program has made the change itself. */
    private boolean isExpected(AuditSetting setting, long before, long value) {
        synchronized (expected) {
            Set<Long> values = expected.get(setting);
            if (values == null || !values.contains(value)) {
                return false;
            }
            values.add(before); // if the change is undone, this one comes back
            return true;
        }
    }

    private long nextNumber() {
        synchronized (expected) {
            return ++asked;
        }
    }

    private void compared(long number) {
        synchronized (expected) {
            if (number >= settledFrom) {
                expected.clear();
                settledFrom = Long.MAX_VALUE;
            }
        }
    }

    private void look() {
        try {
            guard.look();
            long now = System.nanoTime();
            if (intervalNanos > 0 && !asking && !stopped && now - nextNanos >= 0 && guard.isCalm()) {
                asking = true;
                nextNanos = now + intervalNanos;
                long number = nextNumber();
                client.status().addListener((Future<AuditStatus> ended) -> {
                    asking = false;
                    if (ended.isSuccess() && !stopped) {
                        compare(ended.getNow());
                        compared(number);
                    } else if (!ended.isSuccess()) {
                        LOGGER.debug("the kernel's status is not known", ended.cause());
                    }
                });
            }
        } catch (RuntimeException e) { // and the timer would end
            LOGGER.warn("the look at the kernel failed", e);
        }
    }

    private void compare(AuditStatus status) {
        observer.status(status);
        for (AuditSetting setting : AuditSetting.values()) {
            long value = setting.in(status);
            Long before = known.put(setting, value);
            if (before != null && before != value && !isExpected(setting, before, value)) {
                observer.settingChanged(new AuditSettingChange(setting, before, value));
            }
        }
        int before = daemon;
        daemon = status.pid();
        if (before != daemon) {
            observer.daemonChanged(before, daemon);
        }
    }
}
