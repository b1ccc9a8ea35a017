package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.laurel.LaurelEventEncoder;
import io.github.nettyaudit.schema.ocsf.OcsfEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes of records are, each encoder writes one line of valid JSON without equal names. */
class AnyRecordTest {
    private static final int[] TYPES = {1000, 1006, 1100, 1105, 1112, 1123, 1130, 1300, 1302, 1305, 1306, 1307,
        1309, 1318, 1321, 1325, 1326, 1327, 1330, 1331, 1334, 1336, 1340, 1400, 1401, 1420, 1423, 1500, 1503,
        1701, 1800, 2404, 2500, 2999, 3000, 65535, -1};
    private static final String[] WORDS = {"pid=", "uid=", "auid=", "ses=", "comm=", "exe=", "key=", "name=",
        "a0=", "a1=", "a[0]=", "a1[0]=", "a1_len=", "argc=", "addr=", "acct=", "subj=", "obj=", "obj_user=a",
        "saddr=", "exit=", "success=", "res=", "mode=", "cwd=", "socket=", "socket_=", "family=", "port=",
        "path=", "@timestamp=", "a.b=", "a.=", ".=", "a=", "a.b.c=", "=", "==", "msg='", "'", "\"", "(null)",
        "?", "-1", "4294967295", "99999999999999999999", "-5", "0", "00", "yes", "no", "syscall=",
        "arch=c000003e", "uring_op=", "nametype=", "PARENT", "DELETE", "CREATE", "ouid=", "ogid=", "inode=",
        "rdev=", "proctitle=", "items=", "opid=", "ocomm=", "scontext=u:r:t:s0:c1", "apparmor=\"DENIED\"",
        "apparmor=", "avc:  denied  { read write } for ", "avc: granted", "lsm=SMACK", "\u001d", "AUID=\"a\"",
        "UID=", "0200115C7F000001", "0A00", "01002F", "0100002F", "100000000000", "1100", "41FF42", "4100",
        "data=", "op=", "=x", "{ ", " }", "seresult=", "old-auid=", "id=", "grp=", "hostname=", "terminal=",
        "\r", "\n", "\0", "\\", "\u00e9", "obj=u:r:t:s0", "saddr=0200115C7F0000010000000000000000 ", "laddr=",
        "1.2.3.4", "fe80::1%2", "audit(1.2:3): ", "type=", "node="};

    private final EcsSchema schema = new EcsSchema();
    private final List<EventEncoder> encoders = List.of(new RawEventEncoder(),
            new EcsEncoder(NameService.NONE, new EcsOptions(false, true)),
            new EcsEncoder(NameService.NONE, new EcsOptions(true, false)), new LaurelEventEncoder(),
            new OcsfEncoder(NameService.NONE));
    private final RawEventReader reader = new RawEventReader();
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void recordsOfAnyBytes() throws Exception {
        for (int seed = 0; seed < 20_000; seed++) {
            AuditEvent event = event(new Random(seed));
            try {
                check(event, "seed " + seed);
            } finally {
                event.release();
            }
        }
    }

    private void check(AuditEvent event, String description) throws Exception {
        String raw = null;
        for (int i = 0; i < encoders.size(); i++) {
            out.clear();
            encoders.get(i).encode(event, EventContext.ofHost("h"), out);
            String line = out.toString(StandardCharsets.UTF_8);
            assertThat(line.indexOf('\n')).as(description).isEqualTo(line.length() - 1);
            assertThat(line).as(description).doesNotContain("\ufffd");
            JsonNode document = EcsDocuments.parse(line);
            if (i == 1 || i == 2) {
                List<String> faults = schema.faults(document, i == 2);
                faults.removeIf("process.args is not of type keyword: null"::equals); // the record of it is missing
                addNames(document, faults);
                assertThat(faults).as(description + ": " + line).isEmpty();
            }
            raw = raw == null ? line : raw;
        }
        AuditEvent back = reader.read(Unpooled.copiedBuffer(raw, StandardCharsets.UTF_8));
        out.clear();
        encoders.get(0).encode(back, EventContext.ofHost("h"), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).as(description).isEqualTo(raw);
        back.release();
    }

    /** Elasticsearch takes a dot for an object in an object, and refuses a document with an empty name. */
    private static void addNames(JsonNode node, List<String> faults) {
        node.fieldNames().forEachRemaining(name -> {
            if (name.isEmpty() || name.indexOf('.') >= 0) {
                faults.add("a member has the name '" + name + '\'');
            }
        });
        node.forEach(child -> addNames(child, faults));
    }

    private static AuditEvent event(Random random) {
        AuditEventBuilder builder = new AuditEventBuilder(random.nextInt(5) == 0 ? random.nextLong() & 0xffff_ffffL
                : 1_700_000_000, random.nextInt(1000), random.nextLong() & 0xffff_ffffL);
        boolean isLog = random.nextBoolean();
        if (isLog) {
            builder.log(true);
        }
        if (random.nextInt(8) == 0) {
            builder.state(AuditEventState.values()[random.nextInt(5)]);
        }
        int records = random.nextInt(6);
        for (int i = 0; i < records; i++) {
            int type = TYPES[random.nextInt(TYPES.length)];
            ByteBuf content = Unpooled.buffer();
            if (random.nextInt(20) > 0) {
                content.writeCharSequence((isLog ? "type=X msg=" : "") + "audit(1.002:3): ", StandardCharsets.UTF_8);
            }
            int words = random.nextInt(24);
            for (int word = 0; word < words; word++) {
                if (random.nextInt(3) == 0) {
                    content.writeByte(' ');
                }
                if (random.nextInt(12) == 0) {
                    content.writeByte(random.nextInt(256));
                } else {
                    content.writeCharSequence(WORDS[random.nextInt(WORDS.length)], StandardCharsets.UTF_8);
                }
            }
            builder.addRecord(type, content);
        }
        return builder.build();
    }
}
