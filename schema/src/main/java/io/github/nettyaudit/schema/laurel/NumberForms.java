package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.codec.record.AuditRecord;
import java.nio.charset.StandardCharsets;

/**
 * Which fields are numbers, and how records write them: the numeric fields of the audit project's field dictionary, and
 * the newer ones of the kernel. Those that are not digits after all stay strings.
 */
final class NumberForms {
    /** How a record writes the field. */
    enum Form { TEXT, DECIMAL, HEXADECIMAL, OCTAL }

    private static final String DECIMAL_NAMES = "action added argc audit_backlog_limit audit_backlog_wait_time audit_enabled"
            + " audit_failure audit_pid auid backlog backlog_limit cap_fe capability changed compat dport egid enforcing"
            + " entries errno euid exit family fd fe fsgid fsuid gid hook icmp_type id igid inif ino inode inode_gid"
            + " inode_uid ipid item items iuid ksize len list lost lsm maj major minor nargs new new-enabled new_gid"
            + " new_lock new-log_passwd new-mem new-vcpu nlnk-fam nlnk-grp nlnk-pid oauid obj_gid obj_uid ogid old"
            + " old-auid old-enabled old_enforcing old_lock old-log_passwd old-mem old_prom old-ses old_val old-vcpu"
            + " opid oses ouid outif parent permissive pid ppid prom proto qbytes removed rport sauid seqno ses sgid"
            + " sig sigev_signo spid sport suid syscall uid uring_op ver vm-pid";
    private static final String HEXADECIMAL_NAMES = "a0 a1 a2 a3 a4 a5 arch cap_fi cap_fp cap_fver cap_pa cap_pe cap_pi"
            + " cap_pp fi fp fver new_pe new_pi new_pp oflag old_pa old_pe old_pi old_pp pa pe per pi pp";
    private static final String OCTAL_NAMES = "mode";

    private static final int SLOTS = 1 << 10;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final int SHIFT = 54;
    private static final long[] KEYS = new long[SLOTS];
    private static final int[] LENGTHS = new int[SLOTS];
    private static final Form[] FORMS = new Form[SLOTS];

    static {
        add(DECIMAL_NAMES, Form.DECIMAL);
        add(HEXADECIMAL_NAMES, Form.HEXADECIMAL);
        add(OCTAL_NAMES, Form.OCTAL);
    }

    private NumberForms() {
    }

    private static void add(String names, Form form) {
        for (String name : names.split(" ")) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            long key = 0;
            for (int i = Math.min(bytes.length, Long.BYTES) - 1; i >= 0; i--) {
                key = key << Byte.SIZE | bytes[i];
            }
            int slot = slot(key, bytes.length);
            KEYS[slot] = key;
            LENGTHS[slot] = bytes.length;
            FORMS[slot] = form;
        }
    }

    /** The slot of a name, or the free one for it. Names of the same length and first eight letters are the same here. */
    private static int slot(long key, int length) {
        int slot = (int) ((key + length) * MIXER >>> SHIFT);
        while (LENGTHS[slot] != 0 && (KEYS[slot] != key || LENGTHS[slot] != length)) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    /** The form of a field of a record. */
    static Form of(AuditRecord record, int field) {
        int slot = slot(record.nameKey(field), record.nameLength(field));
        return LENGTHS[slot] == 0 ? Form.TEXT : FORMS[slot];
    }
}
