package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.codec.message.AuditMessageType.CONFIG_CHANGE;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EACCES;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EEXIST;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EINVAL;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPERM;

import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The part of {@link KernelModel} that carries out {@code AUDIT_SET}: the fields in the kernel's order until one fails,
 * the daemon's registration, and the reset of counters.
 */
final class StatusChange {
    private static final int ENABLED_BIT = 1;
    private static final int FAILURE_BIT = 2;
    private static final int PID_BIT = 4;
    private static final int RATE_LIMIT_BIT = 8;
    private static final int BACKLOG_LIMIT_BIT = 0x10;
    private static final int BACKLOG_WAIT_TIME_BIT = 0x20;
    private static final int LOST_BIT = 0x40;
    private static final int BACKLOG_WAIT_TIME_ACTUAL_BIT = 0x80;
    private static final int LONGEST_BACKLOG_WAIT_TIME = 150_000;

    private final KernelState state;
    private final DaemonPing ping;
    private final LongSupplier serials;

    StatusChange(KernelState state, DaemonPing ping, LongSupplier serials) {
        this.state = state;
        this.ping = ping;
        this.serials = serials;
    }

    /** Carries the request out; returns 0, a negative errno, or the positive old value of a counter reset. */
    int carryOut(KernelRequest request, KernelAnswer answer) {
        int mask = request.word(0);
        int result = 0;
        if ((mask & ENABLED_BIT) != 0) {
            result = change("audit_enabled", state.enabled, request.word(1), request.word(1) >= 0
                    && request.word(1) <= KernelState.LOCKED, value -> state.enabled = value, answer);
        }
        if (result == 0 && (mask & FAILURE_BIT) != 0) {
            result = change("audit_failure", state.failure, request.word(2), request.word(2) >= 0
                    && request.word(2) <= 2, value -> state.failure = value, answer);
        }
        if (result == 0 && (mask & PID_BIT) != 0) {
            result = setDaemon(request, answer);
        }
        if (result == 0 && (mask & RATE_LIMIT_BIT) != 0) {
            result = change("audit_rate_limit", state.rateLimit, request.word(4), true,
                    value -> state.rateLimit = value, answer);
        }
        if (result == 0 && (mask & BACKLOG_LIMIT_BIT) != 0) {
            result = change("audit_backlog_limit", state.backlogLimit, request.word(5), true,
                    value -> state.backlogLimit = value, answer);
        }
        if (result == 0 && (mask & BACKLOG_WAIT_TIME_BIT) != 0) {
            // the kernel compares the length with header with that of the struct without
            boolean valid = request.length() >= KernelState.STATUS_LENGTH
                    && Integer.compareUnsigned(request.word(9), LONGEST_BACKLOG_WAIT_TIME) <= 0;
            result = change("audit_backlog_wait_time", state.backlogWaitTime, request.word(9), valid,
                    value -> state.backlogWaitTime = value, answer);
        }
        if (result == 0 && mask == LOST_BIT) {
            int old = state.lost;
            state.lost = 0;
            configChange(answer, "op=set lost=0 old=" + Integer.toUnsignedString(old), true);
            return old;
        }
        if (result == 0 && mask == BACKLOG_WAIT_TIME_ACTUAL_BIT) {
            int old = state.backlogWaitTimeActual;
            state.backlogWaitTimeActual = 0;
            configChange(answer, "op=set backlog_wait_time_actual=0 old=" + Integer.toUnsignedString(old), true);
            return old;
        }
        return result;
    }

    private int change(String name, int old, int value, boolean valid, IntConsumer setter, KernelAnswer answer) {
        if (!valid) {
            return -EINVAL;
        }
        boolean allowed = state.enabled != KernelState.LOCKED;
        configChange(answer, "op=set " + name + '=' + Integer.toUnsignedString(value) + " old="
                + Integer.toUnsignedString(old), allowed);
        if (allowed) {
            setter.accept(value);
        }
        return allowed ? 0 : -EPERM;
    }

    private int setDaemon(KernelRequest request, KernelAnswer answer) {
        int pid = request.word(3);
        if (pid != 0 && pid != state.ownPid) {
            return -EINVAL;
        }
        if (state.daemonPid != 0 && !ping.isAlive(state.daemonPortId, state.ownPid)) {
            state.daemon(0, 0);
        }
        int old = state.daemonPid;
        String what = "op=set audit_pid=" + pid + " old=" + old;
        if (old != 0 && (pid != 0 || old != state.ownPid)) {
            configChange(answer, what, false);
            return pid != 0 ? -EEXIST : -EACCES;
        }
        state.daemon(pid, pid == 0 ? 0 : request.portId());
        configChange(answer, what, true);
        return 0;
    }

    private void configChange(KernelAnswer answer, String what, boolean success) {
        if (state.enabled != 0) {
            answer.records.add(AuditDatagrams.presentRecord(CONFIG_CHANGE, serials.getAsLong(),
                    what + " auid=4294967295 ses=4294967295 res=" + (success ? 1 : 0), StandardCharsets.UTF_8));
        }
    }

    /** How the kernel finds out whether the registered daemon lives: it sends {@code AUDIT_REPLACE}. */
    interface DaemonPing {
        /** Sends the ping; {@code false} if nobody has the port id any more. */
        boolean isAlive(int daemonPortId, int challengerPid);
    }
}
