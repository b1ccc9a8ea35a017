package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Events as the kernel sends them, and those of a log that was recorded. */
final class TestEvents {
    static final String CALL = "SYSCALL arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd a2=0 a3=0 items=1"
            + " ppid=4210 pid=4217 auid=1000 uid=1000 gid=100 euid=0 suid=0 fsuid=0 egid=100 sgid=100 fsgid=100 tty=pts2"
            + " ses=3 comm=\"cat\" exe=\"/usr/bin/cat\" subj=unconfined key=\"secrets\"";
    static final String LOGIN = "USER_LOGIN pid=812 uid=0 auid=1000 ses=4 subj=unconfined msg='op=login acct=\"alice\""
            + " exe=\"/usr/sbin/sshd\" hostname=gw.example addr=192.0.2.7 terminal=/dev/pts/2 res=failed'";

    private TestEvents() {
    }

    /** Records, each with the name of its type in front. */
    static AuditEvent event(String... records) {
        return at(1_764_172_800_123L, 77, records);
    }

    static AuditEvent at(long millis, long serial, String... records) {
        AuditEventBuilder event = new AuditEventBuilder(millis / 1000, (int) (millis % 1000), serial);
        for (String record : records) {
            int blank = record.indexOf(' ');
            event.addRecord(AuditMessageType.of(record.substring(0, blank)), Unpooled.copiedBuffer("audit(" + millis / 1000
                    + '.' + String.format("%03d", millis % 1000) + ':' + serial + "): " + record.substring(blank + 1),
                    StandardCharsets.ISO_8859_1));
        }
        return event.build();
    }

    /** The events of lines of a log. */
    static List<AuditEvent> log(String lines) {
        List<AuditEvent> events = new ArrayList<>();
        try (AuditLogReader reader = new AuditLogReader(events::add)) {
            reader.read(Unpooled.copiedBuffer(lines, StandardCharsets.ISO_8859_1));
        }
        return events;
    }

    /** The events of a log of the codec's tests. */
    static List<AuditEvent> corpus(String name) throws IOException {
        List<AuditEvent> events = new ArrayList<>();
        try (InputStream input = AuditLogReader.class.getResourceAsStream("/corpus/" + name);
                GZIPInputStream unpacked = new GZIPInputStream(input);
                AuditLogReader reader = new AuditLogReader(events::add)) {
            reader.read(Unpooled.wrappedBuffer(unpacked.readAllBytes()));
        }
        return events;
    }
}
