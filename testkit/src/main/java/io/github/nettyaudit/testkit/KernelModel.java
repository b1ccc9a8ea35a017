package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.codec.message.AuditMessageType.ADD_RULE;
import static io.github.nettyaudit.codec.message.AuditMessageType.CONFIG_CHANGE;
import static io.github.nettyaudit.codec.message.AuditMessageType.DEL;
import static io.github.nettyaudit.codec.message.AuditMessageType.DEL_RULE;
import static io.github.nettyaudit.codec.message.AuditMessageType.FIRST_USER_MSG;
import static io.github.nettyaudit.codec.message.AuditMessageType.GET;
import static io.github.nettyaudit.codec.message.AuditMessageType.GET_FEATURE;
import static io.github.nettyaudit.codec.message.AuditMessageType.LAST_USER_MSG;
import static io.github.nettyaudit.codec.message.AuditMessageType.LIST;
import static io.github.nettyaudit.codec.message.AuditMessageType.LIST_RULES;
import static io.github.nettyaudit.codec.message.AuditMessageType.MAKE_EQUIV;
import static io.github.nettyaudit.codec.message.AuditMessageType.SET;
import static io.github.nettyaudit.codec.message.AuditMessageType.SET_FEATURE;
import static io.github.nettyaudit.codec.message.AuditMessageType.SIGNAL_INFO;
import static io.github.nettyaudit.codec.message.AuditMessageType.TRIM;
import static io.github.nettyaudit.codec.message.AuditMessageType.TTY_GET;
import static io.github.nettyaudit.codec.message.AuditMessageType.TTY_SET;
import static io.github.nettyaudit.codec.message.AuditMessageType.USER;
import static io.github.nettyaudit.codec.message.AuditMessageType.USER_AVC;
import static io.github.nettyaudit.codec.message.AuditMessageType.USER_TTY;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.ECONNREFUSED;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EINVAL;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EOPNOTSUPP;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPERM;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers requests as {@code audit_receive_msg()} of kernel/audit.c (Linux 6.18) does, by {@link KernelState}.
 * Knows no
 * socket. To be used by one thread at a time.
 */
final class KernelModel {
    private final KernelState state;
    private final StatusChange statusChange;
    private final RuleTable rules = new RuleTable();
    private final AtomicLong serial = new AtomicLong();

    KernelModel(KernelState state, StatusChange.DaemonPing ping) {
        this.state = state;
        statusChange = new StatusChange(state, ping, serial::incrementAndGet);
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
                return statusChange.carryOut(request, answer);
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
                return state.enabled == KernelState.LOCKED ? -EPERM : makeEquivalent(request);
            }
            case TRIM -> {
                return state.enabled == KernelState.LOCKED ? -EPERM : 0; // older kernels forget about the lock
            }
            default -> {
                return userMessage(request, answer);
            }
        }
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
            configChange(answer, what + " res=0");
            return -EPERM;
        }
        int errno = request.type() == ADD_RULE ? rules.add(rule) : rules.delete(rule);
        if (errno != EINVAL && state.enabled != 0) {
            configChange(answer, what + " res=" + (errno == 0 ? 1 : 0));
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
        // a character per byte, for the text may hold any
        answer.records.add(AuditDatagrams.presentRecord(request.type(), nextSerial(), "pid=" + state.ownPid
                + " uid=0 auid=4294967295 ses=4294967295 msg='"
                + text.toString(text.readerIndex(), length, StandardCharsets.ISO_8859_1) + '\'',
                StandardCharsets.ISO_8859_1));
        return 0;
    }

    private void configChange(KernelAnswer answer, String what) {
        answer.records.add(AuditDatagrams.presentRecord(CONFIG_CHANGE, nextSerial(), what, StandardCharsets.UTF_8));
    }

    private static boolean isUserMessage(int type) {
        return type == USER || type >= FIRST_USER_MSG && type <= LAST_USER_MSG || type >= 2100 && type <= 2999;
    }
}
