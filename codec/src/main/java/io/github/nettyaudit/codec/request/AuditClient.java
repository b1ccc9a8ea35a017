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
 * Controls the kernel's audit subsystem through a channel whose pipeline has an {@link AuditRequestHandler}, see {@link
 * io.github.nettyaudit.codec.AuditPipeline#requests}. Use a channel of its own on an event loop of its own: while the
 * kernel's queue is full, each request can put the thread of that loop to sleep inside the kernel.
 *
 * <p>Immutable and thread-safe. No method blocks. Listeners of the futures run on the channel's event loop, so code
 * that runs there must not wait for a future. Cancelling a future ends the request, but not what the kernel already
 * does.
 *
 * <p><b>Failures.</b> All futures fail with an {@link AuditRequestException}: an {@link AuditErrnoException} if the
 * kernel refused the request, otherwise an {@link AuditRequestTimeoutException}, {@link AuditRequestLimitException},
 * {@link AuditChannelClosedException} or {@link AuditListInterruptedException}.
 *
 * <p><b>Privileges.</b> All requests need CAP_AUDIT_CONTROL in the initial user and pid namespaces (EPERM, ECONNREFUSED
 * otherwise). After the configuration was locked ({@link AuditEnabled#LOCKED}), changes of settings and rules fail with
 * EPERM; a daemon can still register, counters can be reset, and features and the tty status can be changed.
 */
public final class AuditClient {
    /** The default timeout. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final Channel channel;
    private final Duration timeout;
    private final boolean acknowledged;

    /**
     * Creates a client.
     *
     * @param channel a registered channel whose pipeline has an {@link AuditRequestHandler}
     */
    public AuditClient(Channel channel) {
        this(channel, DEFAULT_TIMEOUT, true);
    }

    private AuditClient(Channel channel, Duration timeout, boolean acknowledged) {
        this.channel = requireNonNull(channel, "channel");
        this.timeout = AuditRequest.positive(timeout);
        this.acknowledged = acknowledged;
    }

    /**
     * Returns the same client with another timeout. The timeout of a request starts when it was handed to the kernel;
     * in a listing it starts again with each part.
     *
     * @param timeout how long to wait for a reply
     * @return a new client for the same channel
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public AuditClient withTimeout(Duration timeout) {
        return new AuditClient(channel, timeout, acknowledged);
    }

    /**
     * Returns the same client, but its changes do not request an acknowledgement: their futures end when the request
     * was handed to the kernel. An error that the kernel sends nevertheless becomes an {@link AuditLateReply} user
     * event. Queries, resets (whose reply is the old value) and listings still wait for their reply.
     *
     * @return a new client for the same channel
     */
    public AuditClient withoutAck() {
        return new AuditClient(channel, timeout, false);
    }

    /**
     * Returns the channel through which requests are sent.
     *
     * @return the channel
     */
    public Channel channel() {
        return channel;
    }

    /**
     * Requests the state of the subsystem. It must not be requested periodically while the kernel is congested, see the
     * package's description.
     *
     * @return the state
     */
    public Future<AuditStatus> status() {
        return send(AuditRequests.STATUS);
    }

    /**
     * Turns auditing on or off. {@link AuditEnabled#LOCKED} cannot be undone before the next boot. Only processes that
     * were started after auditing was first turned on are audited fully.
     *
     * @param enabled the new setting
     * @return the end of the request
     * @throws IllegalStateException for {@link AuditEnabled#UNKNOWN}
     */
    public Future<Void> setEnabled(AuditEnabled enabled) {
        return set("set enabled", AuditStatus.builder().enabled(enabled).build());
    }

    /**
     * Sets what the kernel does when it cannot keep a record. With {@link AuditFailureMode#PANIC} <strong>the machine
     * stops at the first record that is lost</strong>; a full queue is enough.
     *
     * @param mode the new setting
     * @return the end of the request
     * @throws IllegalStateException for {@link AuditFailureMode#UNKNOWN}
     */
    public Future<Void> setFailureMode(AuditFailureMode mode) {
        return set("set failure", AuditStatus.builder().failureMode(mode).build());
    }

    /**
     * Sets the maximum number of records per second. The kernel drops all others and counts them as lost.
     *
     * @param recordsPerSecond 0 to 2³² − 1; 0 for no limit
     * @return the end of the request
     * @throws IllegalArgumentException if the number is out of range
     */
    public Future<Void> setRateLimit(long recordsPerSecond) {
        return set("set rate_limit", AuditStatus.builder().rateLimit(recordsPerSecond).build());
    }

    /**
     * Sets the maximum number of records in the kernel's queue.
     *
     * @param records 0 to 2³² − 1; 0 for no limit
     * @return the end of the request
     * @throws IllegalArgumentException if the number is out of range
     */
    public Future<Void> setBacklogLimit(long records) {
        return set("set backlog_limit", AuditStatus.builder().backlogLimit(records).build());
    }

    /**
     * Sets how long the kernel lets a process sleep while its queue is full, before it drops the record.
     *
     * @param ticks kernel ticks: 15,000 are 60 s if the kernel ticks at 250 Hz; 0 to drop at once
     * @return the end of the request
     * @throws IllegalArgumentException if the number is not 0 to 2³² − 1
     */
    public Future<Void> setBacklogWaitTime(long ticks) {
        return set("set backlog_wait_time", AuditStatus.builder().backlogWaitTime(ticks).build());
    }

    /**
     * Changes all fields in the mask of a status with one request. The kernel changes them one after the other
     * (enabled, failure, pid, rate_limit, backlog_limit, backlog_wait_time; {@code kernel/audit.c}) and stops at the
     * first one that it refuses; those before it remain changed. Reset bits have no effect together with other bits.
     *
     * @param changes the new values, and in its mask the fields to change
     * @return the end of the request
     */
    public Future<Void> set(AuditStatus changes) {
        return set("set status", changes);
    }

    private Future<Void> set(String operation, AuditStatus changes) {
        return change(AuditRequests.set(operation, changes, AuditRequests.NOTHING));
    }

    /**
     * Sets the count of lost records to 0.
     *
     * @return the old value, 0 to 2³² − 1
     */
    public Future<Long> resetLost() {
        return send(AuditRequests.set("reset lost", AuditStatus.resetLost(), AuditRequests.OLD_VALUE));
    }

    /**
     * Sets the time that processes have slept because of a full queue to 0.
     *
     * @return the old value in kernel ticks, 0 to 2³² − 1
     */
    public Future<Long> resetBacklogWaitTimeActual() {
        return send(AuditRequests.set("reset backlog_wait_time_actual", AuditStatus.resetBacklogWaitTimeActual(),
                AuditRequests.OLD_VALUE));
    }

    /**
     * Makes the channel's socket the one to which the kernel sends all records. For a channel that receives records use
     * {@link AuditDaemonHandler}, which also maintains and ends the registration.
     *
     * @return the end of the request; it fails with EEXIST and the process id of the other daemon if one is registered
     *         and alive
     */
    public Future<Void> registerDaemon() {
        return registerDaemon((int) ProcessHandle.current().pid());
    }

    /**
     * Makes the channel's socket the one to which the kernel sends all records, as {@link #registerDaemon()}.
     *
     * @param pid the caller's own process id; the kernel refuses others
     * @return the end of the request
     */
    public Future<Void> registerDaemon(int pid) {
        return acknowledged ? DaemonRegistration.register(this, this, pid) : change(AuditRequests.register(pid));
    }

    /**
     * Ends the registration of this process as the audit daemon. Any channel of the process may send the request.
     *
     * @return the end of the request; it fails with EACCES if another process is the daemon
     */
    public Future<Void> unregisterDaemon() {
        return change(AuditRequests.UNREGISTER);
    }

    /**
     * Requests which features are on and which are locked.
     *
     * @return the features
     */
    public Future<AuditFeatures> features() {
        return send(AuditRequests.FEATURES);
    }

    /**
     * Turns features on or off, and locks them.
     *
     * @param changes the changes, see {@link AuditFeatures#change}
     * @return the end of the request
     */
    public Future<Void> setFeatures(AuditFeatures changes) {
        return change(AuditRequests.setFeatures(changes));
    }

    /**
     * Requests whether terminal input of the calling process is audited.
     *
     * @return the status
     */
    public Future<AuditTtyStatus> ttyStatus() {
        return send(AuditRequests.TTY_STATUS);
    }

    /**
     * Sets whether terminal input of the calling process, and of those that it starts from now on, is audited.
     *
     * @param status the new status
     * @return the end of the request
     */
    public Future<Void> setTtyStatus(AuditTtyStatus status) {
        return change(AuditRequests.setTtyStatus(status));
    }

    /**
     * Requests who sent the last signal to the audit daemon.
     *
     * @return the sender
     */
    public Future<AuditSignalInfoMessage> signalInfo() {
        return send(AuditRequests.SIGNAL_INFO);
    }

    /**
     * Requests the loaded rules in the kernel's binary form; {@code AuditRules.list()} returns them decoded. If
     * datagrams are lost, the listing is started again, so it never completes with parts missing, see {@link
     * AuditRequestHandler}.
     *
     * @return the rules in the kernel's order; their buffers are copies on the heap that need no release
     */
    public Future<List<AuditRuleMessage>> rawRules() {
        return send(AuditRequests.RULES);
    }

    /**
     * Loads a rule in the kernel's binary form; {@code AuditRules.add} does this for a decoded rule.
     *
     * @param rule {@code struct audit_rule_data} with its strings; not copied
     * @return the end of the request; it fails with EEXIST if an equal rule is loaded
     */
    public Future<Void> addRawRule(byte[] rule) {
        return change(AuditRequests.rule("add rule", AuditMessageType.ADD_RULE, rule));
    }

    /**
     * Deletes a rule in the kernel's binary form; {@code AuditRules.delete} does this for a decoded rule.
     *
     * @param rule {@code struct audit_rule_data} with its strings, equal to the loaded rule; not copied
     * @return the end of the request; it fails with ENOENT if no such rule is loaded
     */
    public Future<Void> deleteRawRule(byte[] rule) {
        return change(AuditRequests.rule("delete rule", AuditMessageType.DEL_RULE, rule));
    }

    /**
     * Removes directories from watched trees that no longer belong to them, because they were unmounted or deleted.
     *
     * @return the end of the request
     */
    public Future<Void> trim() {
        return change(AuditRequests.TRIM);
    }

    /**
     * Applies the rules of one directory tree to an equivalent tree, such as a bind mount of it.
     *
     * @param tree       the tree that has rules
     * @param equivalent the tree to which its rules shall apply too
     * @return the end of the request
     */
    public Future<Void> makeEquivalent(String tree, String equivalent) {
        return change(AuditRequests.makeEquivalent(tree, equivalent));
    }

    private <T> Future<T> change(AuditRequest<T> request) {
        return send(acknowledged ? request : request.withoutAck());
    }

    /**
     * Sends any request. {@link #withoutAck()} of the client does not affect it.
     *
     * @param request the request
     * @param <T>     the type of the result
     * @return the result
     */
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
