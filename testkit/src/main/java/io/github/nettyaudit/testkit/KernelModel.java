package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.codec.AuditMessageType.ADD_RULE;
import static io.github.nettyaudit.codec.AuditMessageType.CONFIG_CHANGE;
import static io.github.nettyaudit.codec.AuditMessageType.DEL;
import static io.github.nettyaudit.codec.AuditMessageType.DEL_RULE;
import static io.github.nettyaudit.codec.AuditMessageType.FIRST_USER_MSG;
import static io.github.nettyaudit.codec.AuditMessageType.GET;
import static io.github.nettyaudit.codec.AuditMessageType.GET_FEATURE;
import static io.github.nettyaudit.codec.AuditMessageType.LAST_USER_MSG;
import static io.github.nettyaudit.codec.AuditMessageType.LIST;
import static io.github.nettyaudit.codec.AuditMessageType.LIST_RULES;
import static io.github.nettyaudit.codec.AuditMessageType.MAKE_EQUIV;
import static io.github.nettyaudit.codec.AuditMessageType.SET;
import static io.github.nettyaudit.codec.AuditMessageType.SET_FEATURE;
import static io.github.nettyaudit.codec.AuditMessageType.SIGNAL_INFO;
import static io.github.nettyaudit.codec.AuditMessageType.TRIM;
import static io.github.nettyaudit.codec.AuditMessageType.TTY_GET;
import static io.github.nettyaudit.codec.AuditMessageType.TTY_SET;
import static io.github.nettyaudit.codec.AuditMessageType.USER;
import static io.github.nettyaudit.codec.AuditMessageType.USER_AVC;
import static io.github.nettyaudit.codec.AuditMessageType.USER_TTY;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EACCES;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.ECONNREFUSED;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EEXIST;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EINVAL;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EOPNOTSUPP;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPERM;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Answers requests as {@code audit_receive_msg()} of kernel/audit.c (Linux 6.18) does, by {@link KernelState}. Knows no
 * socket; whether a daemon still lives it asks {@link DaemonPing}. To be used by one thread at a time.
 */
final class KernelModel {
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
    private final RuleTable rules = new RuleTable();
    private final AtomicLong serial = new AtomicLong();

    KernelModel(KernelState state, DaemonPing ping) {
        this.state = state;
        this.ping = ping;
    }

    /** The next audit serial. May be called from any thread. */
    long nextSerial() {
        return serial.incrementAndGet();
    }

    /**
     * Carries out a request.
     *
     * @param firstSequence the sequence of the first request in the datagram, which a reply to GET_FEATURE repeats
     */
    KernelAnswer carryOut(KernelRequest request, int firstSequence) {
        KernelAnswer answer = new KernelAnswer();
        synchronized (state) {
            int result = check(request);
            if (result == 0) {
                result = carryOut(request, firstSequence, answer);
            }
            acknowledge(request, result, answer);
        }
        return answer;
    }

    /** Refuses a request with a positive errno and does nothing else. */
    KernelAnswer refuse(KernelRequest request, int errno) {
        KernelAnswer answer = new KernelAnswer();
        acknowledge(request, -errno, answer);
        return answer;
    }

    private static void acknowledge(KernelRequest request, int result, KernelAnswer answer) {
        if (result < 0) {
            answer.acknowledgements.add(AuditDatagrams.error(request.bytes(), request.portId(), -result));
        } else if (result > 0 || request.asksForAcknowledgement()) {
            answer.acknowledgements.add(AuditDatagrams.oldValue(request.bytes(), request.portId(), result));
        }
    }

    /** {@code audit_netlink_ok()}. */
    private int check(KernelRequest request) {
        int type = request.type();
        if (state.access == KernelAccess.USER_NAMESPACE) {
            return -ECONNREFUSED;
        }
        if (type >= LIST && type <= DEL) {
            return -EOPNOTSUPP;
        }
        if (isUserMessage(type)) {
            return state.access == KernelAccess.NO_CAPABILITY ? -EPERM : 0;
        }
        boolean control = type == GET || type == SET || type >= SIGNAL_INFO && type <= GET_FEATURE;
        if (!control) {
            return -EINVAL;
        }
        return state.access == KernelAccess.FULL ? 0 : -EPERM;
    }

    private int carryOut(KernelRequest request, int firstSequence, KernelAnswer answer) {
        int sequence = request.sequence();
        switch (request.type()) {
            case GET -> answer.replies.add(AuditDatagrams.status(sequence, state.statusWords()));
            case SET -> {
                return set(request, answer);
            }
            case GET_FEATURE -> answer.replies.add(AuditDatagrams.words(GET_FEATURE, 0, firstSequence, 1, -1,
                    state.features, state.lockedFeatures));
            case SET_FEATURE -> {
                return setFeatures(request);
            }
            case SIGNAL_INFO -> answer.replies.add(AuditDatagrams.words(SIGNAL_INFO, 0, sequence, 0, state.ownPid));
            case TTY_GET -> answer.replies.add(AuditDatagrams.words(TTY_GET, 0, sequence, state.ttyEnabled,
                    state.ttyLogPassword));
            case TTY_SET -> {
                return setTty(request);
            }
            case ADD_RULE, DEL_RULE -> {
                return changeRule(request, answer);
            }
            case LIST_RULES -> {
                rules.list().forEach(rule -> answer.replies.add(AuditDatagrams.rule(sequence, rule)));
                answer.replies.add(AuditDatagrams.done(sequence));
            }
            case MAKE_EQUIV -> {
                return makeEquivalent(request);
            }
            case TRIM -> {
                return 0;
            }
            default -> {
                return userMessage(request, answer);
            }
        }
        return 0;
    }

    private int set(KernelRequest request, KernelAnswer answer) {
        int mask = request.word(0);
        int result = 0;
        if ((mask & ENABLED_BIT) != 0) {
            int old = state.enabled;
            result = change("audit_enabled", old, request.word(1), request.word(1) >>> 1 == 0
                    || request.word(1) == KernelState.LOCKED, value -> state.enabled = value, answer);
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

    private int change(String name, int old, int value, boolean valid, IntConsumer setter,
            KernelAnswer answer) {
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

    private int setFeatures(KernelRequest request) {
        if (request.payload().readableBytes() < 16) {
            return -EINVAL;
        }
        int mask = request.word(1) & 3;
        int wanted = request.word(2);
        if ((state.lockedFeatures & mask & (wanted ^ state.features)) != 0) {
            return -EPERM;
        }
        state.features = state.features & ~mask | wanted & mask;
        state.lockedFeatures |= request.word(3) & mask;
        return 0;
    }

    private int setTty(KernelRequest request) {
        int enabled = request.word(0);
        int logPassword = request.word(1);
        if (enabled >>> 1 != 0 || logPassword >>> 1 != 0) {
            return -EINVAL;
        }
        state.ttyEnabled = enabled;
        state.ttyLogPassword = logPassword;
        return 0;
    }

    private int changeRule(KernelRequest request, KernelAnswer answer) {
        byte[] rule = ByteBufUtil.getBytes(request.payload());
        if (rule.length < 1040) {
            return -EINVAL;
        }
        String what = "auid=4294967295 ses=4294967295 op=" + (request.type() == ADD_RULE ? "add_rule" : "remove_rule")
                + " key=(null) list=" + request.word(0);
        if (state.enabled == KernelState.LOCKED) {
            record(answer, CONFIG_CHANGE, what + " res=0");
            return -EPERM;
        }
        int errno = request.type() == ADD_RULE ? rules.add(rule) : rules.delete(rule);
        if (errno != EINVAL && state.enabled != 0) {
            record(answer, CONFIG_CHANGE, what + " res=" + (errno == 0 ? 1 : 0));
        }
        return -errno;
    }

    private static int makeEquivalent(KernelRequest request) {
        long strings = Integer.toUnsignedLong(request.word(0)) + Integer.toUnsignedLong(request.word(1));
        boolean valid = request.payload().readableBytes() >= 8 && request.word(0) != 0 && request.word(1) != 0
                && strings + 8 <= request.payload().readableBytes();
        return valid ? 0 : -EINVAL;
    }

    private int userMessage(KernelRequest request, KernelAnswer answer) {
        ByteBuf text = request.payload();
        if (state.enabled == 0 && request.type() != USER_AVC) {
            return 0;
        }
        if (text.readableBytes() < 2) {
            return -EINVAL;
        }
        if (request.type() == USER_TTY && state.ttyEnabled == 0) {
            return -EPERM;
        }
        // the last byte is overwritten by NUL, and a NUL ends the text
        int end = text.bytesBefore((byte) 0);
        int length = Math.min(8560, end < 0 ? text.readableBytes() - 1 : end);
        record(answer, request.type(), "pid=" + state.ownPid + " uid=0 auid=4294967295 ses=4294967295 msg='"
                + text.toString(text.readerIndex(), length, StandardCharsets.UTF_8) + '\'');
        return 0;
    }

    private void configChange(KernelAnswer answer, String what, boolean success) {
        if (state.enabled != 0) {
            record(answer, CONFIG_CHANGE, what + " auid=4294967295 ses=4294967295 res=" + (success ? 1 : 0));
        }
    }

    private void record(KernelAnswer answer, int type, String fields) {
        answer.records.add(AuditDatagrams.record(type, nextSerial(), fields));
    }

    private static boolean isUserMessage(int type) {
        return type == USER || type >= FIRST_USER_MSG && type <= LAST_USER_MSG || type >= 2100 && type <= 2999;
    }

    /** How the kernel finds out whether the registered daemon lives: it sends {@code AUDIT_REPLACE}. */
    interface DaemonPing {
        /** Sends the ping; {@code false} if nobody has the port id any more. */
        boolean isAlive(int daemonPortId, int challengerPid);
    }
}
