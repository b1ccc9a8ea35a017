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
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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

    /** Takes these values for known: this program has set them itself, through another channel. */
    public void expect(AuditStatus changes) {
        try {
            client.channel().eventLoop().execute(() -> {
                for (AuditSetting setting : AuditSetting.values()) {
                    if ((changes.mask() & setting.field().maskBit()) != 0) {
                        known.put(setting, setting.in(changes));
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the watch with it
        }
    }

    private void look() {
        try {
            guard.look();
            long now = System.nanoTime();
            if (intervalNanos > 0 && !asking && !stopped && now - nextNanos >= 0 && guard.isCalm()) {
                asking = true;
                nextNanos = now + intervalNanos;
                client.status().addListener((Future<AuditStatus> ended) -> {
                    asking = false;
                    if (ended.isSuccess() && !stopped) {
                        compare(ended.getNow());
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
            if (before != null && before != value) {
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
