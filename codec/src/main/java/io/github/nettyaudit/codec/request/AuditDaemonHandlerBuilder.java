package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The settings of an {@link AuditDaemonHandler}. Not thread-safe. */
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
    boolean hasFallback;

    AuditDaemonHandlerBuilder(AuditClient control) {
        this.control = requireNonNull(control, "control");
    }

    /**
     * Sets the process id to register, for tests with a scripted kernel. The default is that of this process; the
     * kernel refuses others.
     *
     * @param pid a process id
     * @return this builder
     */
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

    /**
     * Sets how often the kernel is asked, while it is calm, whether the channel is still the daemon. The default is 10
     * s.
     *
     * @param interval the interval; zero: never
     * @return this builder
     * @throws IllegalArgumentException if {@code interval} is negative
     */
    public AuditDaemonHandlerBuilder checkInterval(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval: " + interval + " (expected: >= 0)");
        }
        checkInterval = interval;
        return this;
    }

    /**
     * Sets the condition under which the kernel may be asked for its status. It must not be asked while it is
     * congested, because the request can take the wake-up for which an audited process waits. By default the kernel is
     * calm if fewer than {@value DaemonCheck#CALM_RECORDS_PER_SECOND} records per second have arrived since the last
     * check; if more arrive, the channel is the daemon, so there is no need to ask.
     *
     * @param calm returns whether the kernel may be asked now; called on the data channel's event loop before each
     *             check. If it throws an exception, the kernel is not asked.
     * @return this builder
     */
    public AuditDaemonHandlerBuilder calm(BooleanSupplier calm) {
        this.calm = requireNonNull(calm, "calm");
        return this;
    }

    /**
     * Sets whether to register again after the kernel has dropped the registration. The default is {@code true}.
     *
     * @param registerAgain whether to register again
     * @return this builder
     */
    public AuditDaemonHandlerBuilder registerAgain(boolean registerAgain) {
        this.registerAgain = registerAgain;
        return this;
    }

    /**
     * Sets how long to wait after a failed attempt to register again. The default is 1 s, doubled up to 1 min.
     *
     * @param first the pause after the first failed attempt, doubled after each further one
     * @param last  the maximum
     * @return this builder
     * @throws IllegalArgumentException if a duration is not positive
     */
    public AuditDaemonHandlerBuilder backOff(Duration first, Duration last) {
        firstBackOff = AuditRequest.positive(first);
        lastBackOff = AuditRequest.positive(last);
        return this;
    }

    /**
     * Sets how long a close may be deferred in order to end the registration and to read the records that were sent
     * before. The default is 3 s.
     *
     * @param timeout the maximum
     * @return this builder
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public AuditDaemonHandlerBuilder closeTimeout(Duration timeout) {
        closeTimeout = AuditRequest.positive(timeout);
        return this;
    }

    /**
     * Declares that the application ends the registration itself if the handler cannot, for example through another
     * socket after the event loops have ended, and that it reports a failure of that. The handler then logs at level
     * DEBUG instead of WARN that the registration could not be ended, or not be checked because a channel was closed.
     * The events that it fires are the same.
     *
     * @return this builder
     */
    public AuditDaemonHandlerBuilder withUnregistrationFallback() {
        hasFallback = true;
        return this;
    }

    /**
     * Creates a handler.
     *
     * @return a new handler, for one channel
     */
    public AuditDaemonHandler build() {
        return new AuditDaemonHandler(this);
    }
}
