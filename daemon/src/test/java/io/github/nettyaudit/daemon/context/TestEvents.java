package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Events as the kernel of x86_64 sends them. */
final class TestEvents {
    static final int GETPPID = 110;
    static final int EXECVE = 59;
    static final int CLONE = 56;
    static final int CLONE3 = 435;
    static final int FORK = 57;

    private TestEvents() {
    }

    /** A system call that succeeded, with all that a SYSCALL record has. */
    static AuditEvent call(long millis, int number, long exit, int parent, int pid, String name, String executable,
            String... others) {
        return call(millis, number, exit, "0", parent, pid, name, executable, others);
    }

    static AuditEvent call(long millis, int number, long exit, String a0, int parent, int pid, String name,
            String executable, String... others) {
        String text = "arch=c000003e syscall=" + number + " success=yes exit=" + exit + " a0=" + a0
                + " a1=0 a2=0 a3=0 items=0 ppid=" + parent + " pid=" + pid
                + " auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm=\"" + name
                + "\" exe=\"" + executable + "\" subj=unconfined key=(null)";
        String[] all = Arrays.copyOf(new String[] {"SYSCALL " + text}, 1 + others.length);
        System.arraycopy(others, 0, all, 1, others.length);
        return event(millis, all);
    }

    static AuditEvent getppid(long millis, int parent, int pid, String name, String executable) {
        return call(millis, GETPPID, parent, parent, pid, name, executable);
    }

    /** Records with the name of their type in front. */
    static AuditEvent event(long millis, String... records) {
        AuditEventBuilder event = new AuditEventBuilder(millis / 1000, (int) (millis % 1000), 77);
        for (String record : records) {
            int blank = record.indexOf(' ');
            event.addRecord(type(record.substring(0, blank)), Unpooled.copiedBuffer("audit(" + millis / 1000 + '.'
                    + String.format("%03d", millis % 1000) + ":77): " + record.substring(blank + 1),
                    StandardCharsets.ISO_8859_1));
        }
        return event.build();
    }

    private static int type(String name) {
        return switch (name) {
            case "SYSCALL" -> AuditMessageType.SYSCALL;
            case "EXECVE" -> AuditMessageType.EXECVE;
            case "PATH" -> AuditMessageType.PATH;
            case "PROCTITLE" -> AuditMessageType.PROCTITLE;
            case "USER_LOGIN" -> AuditMessageType.USER_LOGIN;
            case "CONFIG_CHANGE" -> AuditMessageType.CONFIG_CHANGE;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
