package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.github.nettyaudit.schema.document.KeptFields;
import io.github.nettyaudit.schema.normalize.BuiltInRules;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every record type, every system call and every io_uring operation makes a valid document of its rule's class. */
class OcsfRulesTest {
    private static final int HIGHEST_NUMBER = 8191;
    private static final String ACTING = " success=yes exit=77 a0=1 items=1 ppid=8 pid=9 auid=1000 uid=1000 gid=1000"
            + " euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3"
            + " comm=\"prog\" exe=\"/usr/bin/prog\" key=\"k\"";
    /** What a message may say: the fields that the rules look for. */
    private static final String MESSAGE = " pid=9 uid=0 auid=1000 ses=3 msg='op=test acct=\"bob\" grp=\"wheel\""
            + " exe=\"/usr/bin/prog\" hostname=h addr=192.0.2.1 terminal=pts/1 unit=cron sw=\"pkg-1\""
            + " cmd=6C73202D6C new-role=staff_r"
            + " old-role=user_r res=success'";
    private static final String KERNEL = " pid=9 uid=0 auid=1000 ses=3 comm=\"prog\" exe=\"/usr/bin/prog\""
            + " name=\"/etc/x\" cwd=\"/\" path=\"/etc/y\" file=\"/etc/z\" saddr=192.0.2.1 daddr=192.0.2.2 opid=12"
            + " ocomm=\"other\" new-auid=5 addr=192.0.2.3 port=60 a0=\"prog\" res=1";

    private static final Set<Integer> CLASSES_OF_RULES = Set.of(1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009,
            2004, 3001, 3002, 3003, 3004, 3005, 3006, 4001, 4007, 5019, 6002);

    private final OcsfSchema schema = new OcsfSchema();
    private final TreeMap<String, String> faults = new TreeMap<>();
    private final KeptFields kept = new KeptFields();
    private final OcsfEncoder encoder = new OcsfEncoder(NameService.NONE);
    private final NormalizationTable table = NormalizationTable.builtIn();

    @Test
    void everyRecordTypeMakesValidDocuments() {
        Set<String> unfit = new TreeSet<>();
        for (int type : BuiltInRules.types()) {
            String name = AuditMessageType.name(type);
            one(List.of("type=" + name + stamp()), EventContext.NONE);
            one(List.of("type=" + name + stamp() + " res=1"), EventContext.ofHost("192.0.2.9"));
            boolean isMessage = type >= 1100 && type < 1200 || type >= 2100 && type < 3000;
            List<String> all = new ArrayList<>(List.of("type=" + name + stamp() + (isMessage ? MESSAGE : KERNEL)));
            if (type == AuditMessageType.FANOTIFY || type == AuditMessageType.OPENAT2) {
                all.add("type=PATH" + stamp() + " item=0 name=\"a\" inode=5 mode=0100644"); // comes with it
            }
            JsonNode document = one(all, EventContext.ofHost("host"));
            List<NormalizationRule> rules = table.rulesOfType(type);
            int expected = rules.get(rules.size() - 1).ocsfClass();
            if (document != null && document.get("class_uid").intValue() != expected) {
                unfit.add(name + " is " + document.get("class_uid") + ", not " + expected);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(kept.faults()).isEmpty();
        assertThat(unfit).isEmpty();
    }

    @Test
    void everySystemCallMakesValidDocuments() {
        Map<String, String> calls = new LinkedHashMap<>();
        for (AuditArchitecture architecture : AuditArchitecture.all()) {
            for (int number = 0; number <= HIGHEST_NUMBER; number++) {
                String name = AuditSyscalls.name(architecture, number);
                if (name != null) {
                    calls.putIfAbsent(name, "arch=" + Integer.toHexString(architecture.value()) + " syscall=" + number);
                }
            }
        }
        assertThat(calls).hasSizeGreaterThan(600).containsKeys("execve", "openat2", "clone3", "pidfd_open");
        Set<String> unfit = new TreeSet<>();
        calls.forEach((name, call) -> checkCall("SYSCALL", call, table.ruleOfSystemCall(name), unfit));
        assertThat(faults).isEmpty();
        assertThat(kept.faults()).isEmpty();
        assertThat(unfit).isEmpty();
    }

    @Test
    void everyOperationMakesValidDocuments() {
        Set<String> unfit = new TreeSet<>();
        int operations = 0;
        for (int number = 0; number < 256; number++) {
            String name = AuditIoUringOperations.name(number);
            if (name != null) {
                operations++;
                checkCall("URINGOP", "uring_op=" + number, table.ruleOfUringOperation(name), unfit);
            }
        }
        assertThat(operations).isGreaterThan(30);
        assertThat(faults).isEmpty();
        assertThat(kept.faults()).isEmpty();
        assertThat(unfit).isEmpty();
    }

    /** A rule of a user may name any class and activity; the text of a script is in no record. */
    @Test
    void everyClassAndActivityMakesValidDocuments() {
        int activities = 0;
        for (int[] activity : schema.activities(CLASSES_OF_RULES)) {
            String object = activity[0] == 1001 ? "file" : "thing";
            NormalizationTable extended = table.extendedBy("test", """
                    [type TRUSTED_APP]
                    action = tested
                    phrase = tested
                    category = process
                    type = info
                    source = addr
                    object.primary = unit
                    object =\s""" + object + "\nocsf = " + activity[0] + '/' + activity[1] + '\n');
            OcsfEncoder own = new OcsfEncoder(new Normalizer(extended, NameService.NONE));
            String record = "type=TRUSTED_APP" + stamp();
            one(own, List.of(record), EventContext.NONE);
            JsonNode document = one(own, List.of(record + MESSAGE), EventContext.NONE);
            boolean needsOther = activity[0] == 1007 && activity[1] >= 2 && activity[1] <= 4; // than the one that acted
            if (activity[0] == 1009 || needsOther) {
                assertThat(document.get("type_uid").intValue()).isEqualTo(99);
            } else {
                assertThat(document.get("type_uid").intValue()).isEqualTo(activity[0] * 100 + activity[1]);
            }
            activities++;
        }
        assertThat(activities).isGreaterThan(100);
        assertThat(faults).isEmpty();
        assertThat(kept.faults()).isEmpty();
    }

    /** A call alone, a failed one, and one with all records that it can have. */
    private void checkCall(String type, String call, NormalizationRule rule, Set<String> unfit) {
        String record = "type=" + type + stamp() + ' ' + call;
        one(List.of(record), EventContext.NONE);
        one(List.of(record + ACTING.replace("yes exit=77", "no exit=-13")), EventContext.NONE);
        List<String> all = new ArrayList<>();
        all.add(record + ACTING);
        all.add("type=KERN_MODULE" + stamp() + " name=\"mod\"");
        all.add("type=CWD" + stamp() + " cwd=\"/srv\"");
        all.add("type=PATH" + stamp() + " item=0 name=\"a\" inode=5 mode=0100644 ouid=0 ogid=0 nametype=DELETE");
        all.add("type=PATH" + stamp() + " item=1 name=\"b/\" inode=6 mode=040755 ouid=0 ogid=0 nametype=CREATE");
        all.add("type=SOCKADDR" + stamp() + " saddr=02000050C00002010000000000000000");
        all.add("type=OBJ_PID" + stamp() + " opid=12 oauid=1000 ouid=1000 oses=3 ocomm=\"other\"");
        all.add("type=EXECVE" + stamp() + " argc=2 a0=\"prog\" a1=\"x y\"");
        all.add("type=PROCTITLE" + stamp() + " proctitle=70726F6700782079");
        JsonNode document = one(all, EventContext.ofHost("host"));
        if (document == null || document.get("class_uid").intValue() != rule.ocsfClass()
                || document.get("activity_id").intValue() != rule.ocsfActivity()) {
            unfit.add(rule + " of " + call + ": " + document);
        }
    }

    private static String stamp() {
        return " msg=audit(1795333217.273:8577252):";
    }

    /** The only document of an event. */
    private JsonNode one(List<String> lines, EventContext context) {
        return one(encoder, lines, context);
    }

    private JsonNode one(OcsfEncoder encoder, List<String> lines, EventContext context) {
        JsonNode[] found = {null};
        byte[] log = (String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8);
        int documents = Corpus.read(log, encoder, context, (event, document) -> {
            schema.faults(document).forEach(fault -> faults.putIfAbsent(fault, document.toString()));
            kept.check(event, document);
            found[0] = document;
        });
        assertThat(documents).isLessThanOrEqualTo(1); // EOE makes none
        return found[0];
    }
}
