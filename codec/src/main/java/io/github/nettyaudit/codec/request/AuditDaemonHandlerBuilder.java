package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of an {@link AuditDaemonHandler}. Not thread-safe. */
public final class AuditDaemonHandlerBuilder {
    final AuditClient control;
    int pid = (int) ProcessHandle.current().pid();
    boolean enableWhileRegistered;
    Duration checkInterval = Duration.ofSeconds(10);
    @Nullable BooleanSupplier calm;
    boolean registerAgain = true;
    Duration firstBackOff = Duration.ofSeconds(1);
    Duration lastBackOff = Duration.ofMinutes(1);
    Duration closeTimeout = Duration.ofSeconds(3);

    AuditDaemonHandlerBuilder(AuditClient control) {
        this.control = requireNonNull(control, "control");
    }

    /** The process id to register, for tests against a scripted kernel; this process' own by default. */
    public AuditDaemonHandlerBuilder pid(int pid) {
        this.pid = pid;
        return this;
    }

    /**
     * Turns auditing on for as long as the channel is registered. If {@code enabled} is 0 when the channel has become
     * the daemon, it is set to 1; when the registration ends, it is set to 0 again, unless somebody else has changed it
     * meanwhile (turned it off, or locked it until the next boot). If auditing cannot be turned on, the registration is
     * ended and {@link AuditDaemonHandler#registered()} fails. By default {@code enabled} is not touched.
     *
     * @return this builder
     */
    public AuditDaemonHandlerBuilder enableWhileRegistered() {
        enableWhileRegistered = true;
        return this;
    }

    /** How often to ask, while all is calm, whether we are still the daemon; zero: never. 10 s by default. */
    public AuditDaemonHandlerBuilder checkInterval(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval: " + interval + " (expected: >= 0)");
        }
        checkInterval = interval;
        return this;
    }

    /**
     * Whether the kernel may be asked for its status now; it must not be while it is congested (a query then takes the
     * wake-up that an audited process waits for). Called on the data channel's event loop before each check. By default
     * all is calm while less than {@value DaemonCheck#CALM_RECORDS_PER_SECOND} records come per second: if more
     * come, we are the daemon.
     */
    public AuditDaemonHandlerBuilder calm(BooleanSupplier calm) {
        this.calm = requireNonNull(calm, "calm");
        return this;
    }

    /** Whether to register again when the kernel has dropped us; by default it is done. */
    public AuditDaemonHandlerBuilder registerAgain(boolean registerAgain) {
        this.registerAgain = registerAgain;
        return this;
    }

    /** How long to wait after a failure to register again, doubled each time up to {@code last}; 1 s and 1 min. */
    public AuditDaemonHandlerBuilder backOff(Duration first, Duration last) {
        firstBackOff = AuditRequest.positive(first);
        lastBackOff = AuditRequest.positive(last);
        return this;
    }

    /** How long a close may be put off in order to un-register and to read what has been sent; 3 s by default. */
    public AuditDaemonHandlerBuilder closeTimeout(Duration timeout) {
        closeTimeout = AuditRequest.positive(timeout);
        return this;
    }

    /** A handler for one channel. */
    public AuditDaemonHandler build() {
        return new AuditDaemonHandler(this);
    }
}
