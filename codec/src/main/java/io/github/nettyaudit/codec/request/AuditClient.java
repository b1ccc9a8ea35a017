package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFailureMode;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditSignalInfoMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditTtyStatus;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;

/**
 * Controls the kernel's audit subsystem over any channel whose pipeline has an {@link AuditRequestHandler}, see
 * {@link io.github.nettyaudit.codec.AuditPipeline}. Give it a channel of its own on a loop of its own: each request can
 * put that loop's thread to sleep inside the kernel while the kernel's queue is full.
 *
 * <p>Immutable and thread-safe; no method blocks. Listeners of the futures run on the channel's event loop, so do not
 * wait there. A future fails with a subclass of {@link AuditRequestException}: {@link AuditErrnoException} (the kernel
 * refused), {@link AuditRequestTimeoutException}, {@link AuditRequestLimitException},
 * {@link AuditChannelClosedException}, {@link AuditListInterruptedException}. Cancelling a future ends the request, not
 * what the kernel already does. Changes need CAP_AUDIT_CONTROL in the initial user and pid namespace; once the
 * configuration is locked ({@link AuditEnabled#LOCKED}) changes of settings and rules fail with EPERM; a daemon can
 * still register, counters be reset, and features and the tty status be changed.
 */
public final class AuditClient {
    /** How long an answer may take unless the client or the request says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final Channel channel;
    private final Duration timeout;
    private final boolean waiting;

    /** @param channel a registered channel whose pipeline has an {@link AuditRequestHandler} */
    public AuditClient(Channel channel) {
        this(channel, DEFAULT_TIMEOUT, true);
    }

    private AuditClient(Channel channel, Duration timeout, boolean waiting) {
        this.channel = requireNonNull(channel, "channel");
        this.timeout = AuditRequest.positive(timeout);
        this.waiting = waiting;
    }

    /**
     * The same client with another timeout. It runs from the moment at which the request has been handed to the
     * kernel, in a listing anew from each part.
     */
    public AuditClient withTimeout(Duration timeout) {
        return new AuditClient(channel, timeout, waiting);
    }

    /**
     * The same client, but its changes do not ask for an acknowledgement: their futures end once the request has been
     * handed to the kernel. An error that the kernel sends all the same becomes an {@link AuditLateReply} user event.
     * Questions, resets (whose answer is the old value) and listings still wait for their answer.
     */
    public AuditClient withoutAck() {
        return new AuditClient(channel, timeout, false);
    }

    /** The channel that requests go through. */
    public Channel channel() {
        return channel;
    }

    /** The state of the subsystem. Not to be asked while the kernel is congested; see the package's description. */
    public Future<AuditStatus> status() {
        return send(AuditRequests.STATUS);
    }

    /**
     * Turns auditing on or off. {@link AuditEnabled#LOCKED} cannot be undone before the next boot. Only processes
     * started after auditing was first turned on are audited fully.
     */
    public Future<Void> setEnabled(AuditEnabled enabled) {
        return set("set enabled", AuditStatus.builder().enabled(enabled).build());
    }

    /**
     * What the kernel does when it cannot keep a record. With {@link AuditFailureMode#PANIC} <strong>the machine stops
     * at the first record that is lost</strong>: a full queue is enough.
     */
    public Future<Void> setFailureMode(AuditFailureMode mode) {
        return set("set failure", AuditStatus.builder().failureMode(mode).build());
    }

    /** Most records per second, the rest is dropped and counted as lost; 0 for no limit. */
    public Future<Void> setRateLimit(long recordsPerSecond) {
        return set("set rate_limit", AuditStatus.builder().rateLimit(recordsPerSecond).build());
    }

    /** Most records that wait in the kernel; 0 for no limit. */
    public Future<Void> setBacklogLimit(long records) {
        return set("set backlog_limit", AuditStatus.builder().backlogLimit(records).build());
    }

    /**
     * How long the kernel lets a process sleep while its queue is full before it drops the record; 0: not at all.
     *
     * @param ticks kernel ticks: 15,000 are 60 s where the kernel ticks at 250 Hz
     */
    public Future<Void> setBacklogWaitTime(long ticks) {
        return set("set backlog_wait_time", AuditStatus.builder().backlogWaitTime(ticks).build());
    }

    /**
     * Changes every field in the status' mask with one request. The kernel takes them one by one (enabled, failure,
     * pid, rate_limit, backlog_limit, backlog_wait_time; {@code kernel/audit.c}) and stops at the first that it
     * refuses; those before it stay changed. Reset bits do nothing beside others.
     */
    public Future<Void> set(AuditStatus changes) {
        return set("set status", changes);
    }

    private Future<Void> set(String operation, AuditStatus changes) {
        return change(AuditRequests.set(operation, changes, AuditRequests.NOTHING));
    }

    /** Sets the count of lost records to 0. The future holds what it was. */
    public Future<Long> resetLost() {
        return send(AuditRequests.set("reset lost", AuditStatus.resetLost(), AuditRequests.OLD_VALUE));
    }

    /** Sets the time that processes have slept because of a full queue to 0. The future holds what it was, in ticks. */
    public Future<Long> resetBacklogWaitTimeActual() {
        return send(AuditRequests.set("reset backlog_wait_time_actual", AuditStatus.resetBacklogWaitTimeActual(),
                AuditRequests.OLD_VALUE));
    }

    /**
     * Makes the channel's socket the one that the kernel sends all records to. For a channel that receives records use
     * {@link AuditDaemonHandler}, which also keeps and ends the registration.
     *
     * @return fails with EEXIST, naming the other daemon's pid, if there is one that is alive
     */
    public Future<Void> registerDaemon() {
        return registerDaemon((int) ProcessHandle.current().pid());
    }

    /**
     * As {@link #registerDaemon()}.
     *
     * @param pid the caller's own process id; the kernel takes no other
     */
    public Future<Void> registerDaemon(int pid) {
        return waiting ? DaemonRegistration.register(this, this, pid) : change(AuditRequests.register(pid));
    }

    /** Ends the registration of this process as the audit daemon; EACCES if it is not. Any channel will do. */
    public Future<Void> unregisterDaemon() {
        return change(AuditRequests.UNREGISTER);
    }

    /** Which features are on or locked. */
    public Future<AuditFeatures> features() {
        return send(AuditRequests.FEATURES);
    }

    /** Turns features on or off, and locks them; {@link AuditFeatures#change} makes the argument. */
    public Future<Void> setFeatures(AuditFeatures changes) {
        return change(AuditRequests.setFeatures(changes));
    }

    /** Whether terminal input of the calling process is audited. */
    public Future<AuditTtyStatus> ttyStatus() {
        return send(AuditRequests.TTY_STATUS);
    }

    /** Whether terminal input of the calling process, and of those it starts from now on, shall be audited. */
    public Future<Void> setTtyStatus(AuditTtyStatus status) {
        return change(AuditRequests.setTtyStatus(status));
    }

    /** Who sent the last signal to the audit daemon. */
    public Future<AuditSignalInfoMessage> signalInfo() {
        return send(AuditRequests.SIGNAL_INFO);
    }

    /**
     * The rules that are loaded, as the kernel lists them. The messages' buffers are copies on the heap that need no
     * release. Starts again when datagrams were lost on the way.
     */
    public Future<List<AuditRuleMessage>> rawRules() {
        return send(AuditRequests.RULES);
    }

    /**
     * Loads a rule.
     *
     * @param rule {@code struct audit_rule_data} with its strings; not copied
     */
    public Future<Void> addRawRule(byte[] rule) {
        return change(AuditRequests.rule("add rule", AuditMessageType.ADD_RULE, rule));
    }

    /**
     * Removes the rule that is equal to this one.
     *
     * @param rule as in {@link #addRawRule}
     */
    public Future<Void> deleteRawRule(byte[] rule) {
        return change(AuditRequests.rule("delete rule", AuditMessageType.DEL_RULE, rule));
    }

    /** Forgets directories that rules on directory trees were attached to and that are no longer below them. */
    public Future<Void> trim() {
        return change(AuditRequests.TRIM);
    }

    /**
     * Lets the rules on one directory tree hold for another one too, after a bind mount for example.
     *
     * @param tree       the tree that has rules
     * @param equivalent the tree that they shall hold for too
     */
    public Future<Void> makeEquivalent(String tree, String equivalent) {
        return change(AuditRequests.makeEquivalent(tree, equivalent));
    }

    private <T> Future<T> change(AuditRequest<T> request) {
        return send(waiting ? request : request.withoutAck());
    }

    /** Sends any request; {@link #withoutAck()} has no influence on it. */
    public <T> Future<T> send(AuditRequest<T> request) {
        AuditRequestHandler handler = channel.pipeline().get(AuditRequestHandler.class);
        if (handler == null) {
            return AuditRequestHandler.failed(channel.isOpen()
                    ? new AuditRequestException(AuditRequestException.describe(request, 0)
                    + " was not sent: the channel's pipeline has no AuditRequestHandler, see AuditPipeline",
                    request, 0, null)
                    : new AuditChannelClosedException(request, 0, null));
        }
        Duration own = request.timeout();
        return handler.send(request, (own == null ? timeout : own).toNanos());
    }
}
