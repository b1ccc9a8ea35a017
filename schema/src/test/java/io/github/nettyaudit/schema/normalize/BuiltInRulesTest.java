package io.github.nettyaudit.schema.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The built-in rules name everything, have values that the schemas allow, and make sentences. */
class BuiltInRulesTest {
    private static final NormalizationTable TABLE = NormalizationTable.builtIn();
    private static final Set<String> IRREGULAR = Set.of("became", "began", "bound", "broke", "gave", "got", "had",
            "hit", "hung", "made", "met", "overrode", "ran", "read", "read,", "sent", "set", "shut", "slept", "took", "was",
            "wrote");

    @Test
    void nameEveryTypeOfRecord() {
        assertThat(BuiltInRules.types()).hasSizeGreaterThan(200).contains(AuditMessageType.USER,
                AuditMessageType.LANDLOCK_DOMAIN, 2507);
        assertThat(BuiltInRules.types()).allSatisfy(type -> assertThat(TABLE.rulesOfType(type))
                .as(AuditMessageType.name(type)).isNotEmpty().noneMatch(NormalizationRule::isFallback));
    }

    @Test
    void nameEverySystemCallOfEveryArchitecture() {
        assertThat(BuiltInRules.calls()).hasSizeGreaterThan(600).contains("openat2", "osf_getsysinfo", "rtas",
                "or1k_atomic", "mount_setattr");
        assertThat(BuiltInRules.calls()).allSatisfy(name -> assertThat(TABLE.ruleOfSystemCall(name).isFallback())
                .as(name).isFalse());
    }

    /** The names of system calls are not looked up when the built-in file is read, but here. */
    @Test
    void nameNoSystemCallThatDoesNotExist() throws IOException {
        try (InputStream input = NormalizationTable.class.getResourceAsStream("normalization.conf")) {
            String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(TABLE.extendedBy("normalization.conf", text).ruleOfSystemCall("rtas").action())
                    .isEqualTo("called-firmware");
            assertThatThrownBy(() -> TABLE.extendedBy("f", text.replace("[syscall rtas]", "[syscall rtas stra]")))
                    .hasMessageContaining("unknown system call 'stra'");
        }
    }

    @Test
    void nameEveryOperationOfIoUring() {
        assertThat(BuiltInRules.operations()).hasSizeGreaterThan(25).contains("uring_cmd128");
        assertThat(BuiltInRules.operations()).allSatisfy(name ->
                assertThat(TABLE.ruleOfUringOperation(name).isFallback()).as(name).isFalse());
    }

    /** An operation means what the system call of its name means. */
    @Test
    void giveAnOperationTheMeaningOfItsSystemCall() {
        assertThat(BuiltInRules.operations()).filteredOn(BuiltInRules.calls()::contains).hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(TABLE.ruleOfUringOperation(name).action()).as(name)
                        .isEqualTo(TABLE.ruleOfSystemCall(name).action()));
    }

    @Test
    void haveTheCategoriesAndTypesOfEcs() {
        Set<String> kinds = new HashSet<>();
        Map<String, List<String>> categories = new HashMap<>();
        for (String[] row : TableFile.rows("ecs-9.4.0-event.tsv")) {
            if (row[0].equals("kind")) {
                kinds.add(row[1]);
            } else {
                categories.put(row[1], List.of(row[2].split(" ")));
            }
        }
        assertThat(AllowedValues.KINDS).hasSameElementsAs(kinds);
        assertThat(AllowedValues.TYPES_OF_CATEGORY).isEqualTo(categories);
        assertThat(BuiltInRules.all()).hasSizeGreaterThan(250).allSatisfy(rule -> {
            assertThat(kinds).contains(rule.kind());
            assertThat(rule.categories()).isNotEmpty().doesNotHaveDuplicates()
                    .allMatch(category -> categories.get(category).stream().anyMatch(rule.types()::contains));
            assertThat(rule.types()).isNotEmpty().doesNotHaveDuplicates().allMatch(type -> rule.categories().stream()
                    .anyMatch(category -> categories.get(category).contains(type)));
        });
    }

    @Test
    void haveTheClassesAndActivitiesOfOcsf() {
        Map<Integer, Set<Integer>> activities = new HashMap<>();
        for (String[] row : TableFile.rows("ocsf-1.8.0-activities.tsv")) {
            activities.computeIfAbsent(Integer.parseInt(row[0]), key -> new HashSet<>()).add(Integer.parseInt(row[2]));
        }
        assertThat(AllowedValues.ocsfClasses()).hasSameElementsAs(activities.keySet());
        activities.forEach((classUid, allowed) -> {
            for (int activity = 1; activity < 120; activity++) {
                assertThat(AllowedValues.hasOcsfActivity(classUid, activity)).as(classUid + "/" + activity)
                        .isEqualTo(allowed.contains(activity));
            }
        });
        assertThat(BuiltInRules.all()).filteredOn(rule -> rule.ocsfClass() != 0).hasSizeGreaterThan(200)
                .allSatisfy(rule -> assertThat(activities.get(rule.ocsfClass())).contains(rule.ocsfActivity()));
        assertThat(BuiltInRules.all()).filteredOn(rule -> rule.ocsfClass() == 0)
                .allMatch(rule -> rule.ocsfActivity() == 0);
    }

    /** A verb in the past tense begins a phrase, and no mark ends it: the object follows. */
    @Test
    void makeSentences() {
        assertThat(BuiltInRules.all()).allSatisfy(rule -> {
            assertThat(rule.phrase()).matches("[a-z][A-Za-z0-9 ,_()-]*[a-z0-9A-Z)]").hasSizeLessThan(80);
            assertThat(rule.phraseAlone()).matches("[a-z][A-Za-z0-9 ,_()-]*[a-z0-9A-Z)]").hasSizeLessThan(80);
            assertThat(rule.phraseSecondary()).matches("([a-z][A-Za-z0-9 ,_()-]*[a-z])?").hasSizeLessThan(40);
            assertThat(rule.phraseSecondary().isEmpty() || !rule.objectSecondary().isEmpty()).as("%s", rule).isTrue();
            String verb = rule.phrase().split(" ")[0];
            assertThat(verb.endsWith("ed") || IRREGULAR.contains(verb)).as(rule.phrase()).isTrue();
            assertThat(rule.phrase()).doesNotEndWithIgnoringCase(" the").doesNotEndWithIgnoringCase(" a");
        });
    }

    /** A phrase that needs an object belongs to a rule that finds one, or that says what kind of thing it is. */
    @Test
    void knowTheObjectOfAPhraseThatNeedsOne() {
        assertThat(BuiltInRules.all()).filteredOn(rule -> Phrases.needsObject(rule.phrase()))
                .filteredOn(rule -> !rule.phrase().equals("slept"))
                .allSatisfy(rule -> assertThat(rule.object() + rule.objectPrimary()).as(rule + " " + rule.phrase())
                        .isNotEqualTo("[]"));
        assertThat(TABLE.ruleOfSystemCall("openat").phraseAlone()).isEqualTo("opened a file");
        assertThat(TABLE.ruleOfSystemCall("kill").phraseAlone()).isEqualTo("sent a signal to a process");
        assertThat(TABLE.ruleOfSystemCall("exit_group").phraseAlone()).isEqualTo("exited");
        assertThat(TABLE.ruleOfSystemCall("nanosleep").phraseAlone()).isEqualTo("slept");
        assertThat(TABLE.ruleOfSystemCall("mkdir").phraseAlone()).isEqualTo("created a directory");
        assertThat(TABLE.rulesOfType(AuditMessageType.USER_LOGIN).get(0).phraseAlone())
                .isEqualTo("logged in");
    }

    @Test
    void nameTheActionInWordsWithHyphens() {
        assertThat(BuiltInRules.all()).filteredOn(rule -> !rule.isFallback())
                .allSatisfy(rule -> assertThat(rule.action()).matches("[a-z]+(-[a-z]+)*"));
        assertThat(BuiltInRules.all()).allSatisfy(rule -> assertThat(rule.object()).matches("([a-z]+(-[a-z]+)*)?"));
    }

    /** The messages that report an anomaly or a response to one are alerts, and no others. */
    @Test
    void raiseAlertsForAnomaliesOnly() {
        assertThat(BuiltInRules.types()).allSatisfy(type -> {
            String name = AuditMessageType.name(type);
            boolean alert = name.startsWith("ANOM_") || name.startsWith("RESP_") || name.equals("CRYPTO_REPLAY_USER");
            String kind = alert ? "alert" : "event";
            assertThat(TABLE.rulesOfType(type)).as(name).allMatch(rule -> rule.kind().equals(kind));
        });
        assertThat(Stream.concat(BuiltInRules.calls().stream().map(TABLE::ruleOfSystemCall),
                BuiltInRules.operations().stream().map(TABLE::ruleOfUringOperation)))
                .allMatch(rule -> rule.kind().equals("event"));
    }

    /** go-libaudit's meaning of a type or call is ours, but for the differences that are listed here. */
    @Test
    void agreeWithGoLibaudit() {
        Set<String> withoutClass = Set.of("USER_ROLE_CHANGE", "TTY", "USER_TTY", "AVC", "FS_RELABEL",
                "LABEL_LEVEL_CHANGE", "LABEL_OVERRIDE", "MAC_CHECK", "USER_AVC", "USER_SELINUX_ERR", "SECCOMP",
                "SELINUX_ERR", "CRYPTO_LOGIN", "DAC_CHECK", "USER");
        Map<String, List<Integer>> different = new HashMap<>(Map.of(
                "ANOM_PROMISCUOUS", List.of(2),     // ECS has no change in intrusion_detection: host as well
                "GRP_MGMT", List.of(8, 15),            // the group is the one in the message, not that of the user
                "ANOM_LOGIN_FAILURES", List.of(7, 12, 13), // pam_faillock's own field names the account
                "GRP_CHAUTHTOK", List.of(4, 6, 7, 8, 9, 10, 15), // the same
                "ROLE_MODIFY", List.of(4, 8),            // as ROLE_ASSIGN
                "USER_AVC", List.of(6, 7),            // the subject was checked, not the program that checked
                "adjtimex", List.of(0), "clock_adjtime", List.of(0), // mostly they only read
                "ANOM_EXEC", List.of(10),            // the program, not the terminal
                "DAEMON_CLOSE", List.of(3, 6)));    // the end of a connection, not the start
        different.put("DAEMON_ACCEPT", List.of(6)); // the host that connects did it
        Set<String> withoutObject = Set.of("kill", "tkill", "tgkill", "ACCT_LOCK", "ACCT_UNLOCK", "GRP_AUTH",
                "USER_AVC", "VIRT_CREATE", "VIRT_DESTROY", "VIRT_INTEGRITY_CHECK", "VIRT_MIGRATE_IN",
                "VIRT_MIGRATE_OUT", "ANOM_ADD_ACCT", "ANOM_DEL_ACCT", "ANOM_MOD_ACCT", "ANOM_LOGIN_ACCT",
                "ANOM_LOGIN_SERVICE", "ANOM_LINK", "ANOM_ACCESS_FS", "ANOM_MK_EXEC", "DAEMON_ACCEPT",
                "DAEMON_CLOSE", "SOFTWARE_UPDATE", "delete_module", "DAC_CHECK", "MAC_CHECK", "CHGRP_ID", "CHUSER_ID",
                "NETFILTER_CFG", "TIME_ADJNTPVAL", "ROLE_ASSIGN", "ROLE_REMOVE");
        List<String[]> rows = TableFile.rows("go-libaudit-rules.tsv");
        assertThat(rows).hasSizeGreaterThan(200).allSatisfy(row -> {
            NormalizationRule rule = row[0].equals("syscall") ? TABLE.ruleOfSystemCall(row[1])
                    : TABLE.rulesOfType(AuditMessageType.of(row[1])).stream()
                            .filter(any -> words(any.has()).equals(row[2])).findFirst().orElseThrow();
            List<String> ours = List.of(rule.action(), rule.kind(), words(rule.categories()), words(rule.types()),
                    rule.object(), String.valueOf(rule.pathIndex()), words(rule.actor()), words(rule.actorSecondary()),
                    words(rule.objectPrimary()), words(rule.objectSecondary()), words(rule.how()),
                    words(rule.source()), rule.user().toString(), rule.userEffective().toString(),
                    rule.userTarget().toString(), rule.group().toString());
            List<String> theirs = Arrays.asList(Arrays.copyOfRange(row, 3, row.length));
            for (int column = 0; column < ours.size(); column++) {
                boolean left = withoutClass.contains(row[1]) && (column == 2 || column == 3)
                        || different.getOrDefault(row[1], List.of()).contains(column);
                boolean added = column == 11 && theirs.get(column).isEmpty() && ours.get(column).equals("addr")
                        || withoutObject.contains(row[1]) && (column == 4 || column == 8 || column == 9)
                        && theirs.get(column).isEmpty();
                String standard = column == 1 ? "event" : column == 5 ? "0" : "";
                String value = theirs.get(column).isEmpty() ? standard : theirs.get(column);
                assertThat(added || Objects.equals(ours.get(column), value)).as("%s column %s: %s, theirs %s",
                        row[1], column, ours.get(column), value).isEqualTo(!left);
            }
        });
    }

    private static String words(List<?> values) {
        return String.join(" ", values.stream().map(Object::toString).toList());
    }
}
