package io.github.nettyaudit.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Rules for live tests, as {@code struct audit_rule_data} ({@code linux/audit.h}). */
final class AuditRules {
    private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
    private static final int GETPPID = AARCH64 ? 173 : 110;
    private static final int ARCHITECTURE = AARCH64 ? 0xc00000b7 : 0xc000003e;

    private static final int FILTER_EXIT = 4;
    private static final int FILTER_USER = 0;
    private static final int NEVER = 0;
    private static final int ALWAYS = 2;
    private static final int EQUAL = 0x40000000;
    private static final int FIELD_PID = 0;
    private static final int FIELD_ARCH = 11;
    private static final int FIELD_KEY = 210;

    private static final int MASK = 12;
    private static final int FIELDS = MASK + 256;
    private static final int VALUES = FIELDS + 256;
    private static final int OPERATORS = VALUES + 256;
    private static final int BUFFER_LENGTH = OPERATORS + 256;
    private static final int STRINGS = BUFFER_LENGTH + 4;

    private AuditRules() {
    }

    /** {@code -a always,exit -F arch=… -S getppid -F pid=PID -k KEY}: three records per call of that process. */
    static byte[] getppid(long pid, String key) {
        byte[] rule = rule(FILTER_EXIT, ALWAYS, key, FIELD_ARCH, ARCHITECTURE, FIELD_PID, (int) pid);
        rule[MASK + GETPPID / 8] |= (byte) (1 << GETPPID % 8);
        return rule;
    }

    /** A rule that never matches anything: user messages of a process that there is not. */
    static byte[] harmless(int number) {
        return rule(FILTER_USER, NEVER, "", FIELD_PID, Integer.MAX_VALUE - number);
    }

    private static byte[] rule(int filter, int action, String key, int... fieldsAndValues) {
        byte[] string = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer rule = ByteBuffer.allocate(STRINGS + string.length).order(ByteOrder.nativeOrder());
        int fields = fieldsAndValues.length / 2;
        for (int field = 0; field < fields; field++) {
            put(rule, field, fieldsAndValues[2 * field], fieldsAndValues[2 * field + 1]);
        }
        if (string.length > 0) {
            put(rule, fields++, FIELD_KEY, string.length);
        }
        rule.putInt(0, filter).putInt(4, action).putInt(8, fields).putInt(BUFFER_LENGTH, string.length);
        return rule.put(STRINGS, string).array();
    }

    private static void put(ByteBuffer rule, int field, int type, int value) {
        rule.putInt(FIELDS + 4 * field, type).putInt(VALUES + 4 * field, value).putInt(OPERATORS + 4 * field, EQUAL);
    }
}
