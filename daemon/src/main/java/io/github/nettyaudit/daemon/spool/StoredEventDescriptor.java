package io.github.nettyaudit.daemon.spool;

import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossKind;

/**
 * The entry of an event. Numbers are big-endian; times and counts are signed.
 * <pre>
 *    0  version 1                      (1)
 *    1  kind: 0 event, 1 loss event    (1)
 *    2  state, by {@link #STATES}           (1)
 *    3  flags: 1 log, 2 late, 4 node   (1)
 *    4  arrival, µs since 1970         (8)
 *   12  seconds since 1970             (8)
 *   20  milliseconds                   (2)
 *   22  serial                         (4)
 *   26  node, if there is one: a text
 *       event: dropped records         (4)
 *              number of records       (4)
 *              for each its type (4), length (4), bytes
 *       loss:  kind, by {@link #LOSS_KINDS}  (1)
 *              count                   (8)
 *              first serial            (8)
 *              last serial             (8)
 *              kernel's lost counter   (8)
 *              detail: a text
 *       number of sections             (1)
 *              for each its key (2), length (4), bytes
 *
 *   text: coding 0 ISO-8859-1, 1 UTF-16 (1), length (4), bytes
 * </pre>
 * Codes are places in the lists below, to which new ones are only appended.
 */
final class StoredEventDescriptor {
    static final int VERSION = 1;
    static final int EVENT = 0;
    static final int LOSS = 1;
    static final int LOG = 1;
    static final int LATE = 1 << 1;
    static final int NODE = 1 << 2;
    static final int KNOWN_FLAGS = LOG | LATE | NODE;
    static final int LATIN_1 = 0;
    static final int UTF_16 = 1;
    static final int HEADER_LENGTH = 26;
    static final int RECORD_HEADER_LENGTH = 8;
    static final int MOST_MILLISECONDS = 999;

    private static final AuditEventState[] STATES = {AuditEventState.COMPLETE, AuditEventState.TIMED_OUT,
        AuditEventState.EVICTED, AuditEventState.UNFINISHED, AuditEventState.UNPARSEABLE, AuditEventState.LOSS};
    private static final AuditLossKind[] LOSS_KINDS = {AuditLossKind.OVERRUN, AuditLossKind.SERIAL_GAP,
        AuditLossKind.TRUNCATED, AuditLossKind.UNEXPECTED_SENDER, AuditLossKind.INVALID, AuditLossKind.EVICTED,
        AuditLossKind.DROPPED, AuditLossKind.UNDELIVERED, AuditLossKind.DISCARDED,
        AuditLossKind.RATE_LIMITED};

    private StoredEventDescriptor() {
    }

    static int code(AuditEventState state) {
        return code(STATES, state);
    }

    static int code(AuditLossKind kind) {
        return code(LOSS_KINDS, kind);
    }

    private static <E> int code(E[] all, E one) {
        for (int code = 0; code < all.length; code++) {
            if (all[code] == one) {
                return code;
            }
        }
        throw new IllegalArgumentException(one + " has no code"); // a test holds that each has one
    }

    static AuditEventState state(int code, int offset) throws StoredEventException {
        return ofCode(STATES, "state", code, offset);
    }

    static AuditLossKind lossKind(int code, int offset) throws StoredEventException {
        return ofCode(LOSS_KINDS, "kind of loss", code, offset);
    }

    private static <E> E ofCode(E[] all, String what, int code, int offset) throws StoredEventException {
        if (code >= all.length) {
            throw new StoredEventException("the " + what + ' ' + code + " is not known", offset);
        }
        return all[code];
    }
}
