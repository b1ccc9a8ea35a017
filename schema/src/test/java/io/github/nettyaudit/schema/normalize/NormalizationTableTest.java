package io.github.nettyaudit.schema.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.normalize.UserReference.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTableTest {
    private static final NormalizationTable TABLE = NormalizationTable.builtIn();
    private static final String OWN = """
            [type CONFIG_CHANGE]
            has      = key
            like     = configuration
            action   = changed-rules
            phrase   = changed the rule
            type     = creation

            [syscall getppid]
            [uring openat]
            action   = asked
            phrase   = asked
            kind     = signal
            category = process
            type     = info
            """;

    @Test
    void readsEveryKey() {
        NormalizationRule login = only(AuditMessageType.USER_LOGIN);

        assertThat(login.action()).isEqualTo("logged-in");
        assertThat(login.actionJson()).hasToString("\"logged-in\"");
        assertThat(login.phrase()).isEqualTo("logged in to");
        assertThat(login.kind()).isEqualTo("event");
        assertThat(login.kindJson()).hasToString("\"event\"");
        assertThat(login.categories()).containsExactly("authentication");
        assertThat(login.categoriesJson()).hasToString("[\"authentication\"]");
        assertThat(login.types()).containsExactly("start");
        assertThat(login.typesJson()).hasToString("[\"start\"]");
        assertThat(login.object()).isEqualTo("user-session");
        assertThat(login.objectJson()).hasToString("\"user-session\"");
        assertThat(login.actor()).containsExactly(FieldName.AUID);
        assertThat(login.actorSecondary()).containsExactly(FieldName.ACCT, FieldName.of("id"), FieldName.UID);
        assertThat(login.objectPrimary()).containsExactly(FieldName.TERMINAL);
        assertThat(login.objectSecondary()).containsExactly(FieldName.ADDR, FieldName.HOSTNAME);
        assertThat(login.how()).containsExactly(FieldName.EXE, FieldName.TERMINAL);
        assertThat(login.source()).containsExactly(FieldName.ADDR);
        assertThat(login.has()).isEmpty();
        assertThat(login.pathIndex()).isZero();
        assertThat(login.user().source()).isEqualTo(Source.ACTOR);
        assertThat(login.userEffective().source()).isEqualTo(Source.ACTOR_SECONDARY);
        assertThat(login.userTarget()).isSameAs(UserReference.NONE);
        assertThat(login.userChanges()).isSameAs(UserReference.NONE);
        assertThat(login.group()).isSameAs(UserReference.NONE);
        assertThat(login.ocsfClass()).isEqualTo(3002);
        assertThat(login.ocsfActivity()).isEqualTo(1);
        assertThat(login.isFallback()).isFalse();
        assertThat(login).hasToString("[type USER_LOGIN]");
    }

    @Test
    void namesUsersByPlaceOrByField() {
        NormalizationRule change = last(AuditMessageType.USER_MGMT);
        assertThat(change.userTarget().source()).isEqualTo(Source.ACTOR_SECONDARY);
        assertThat(change.userEffective().source()).isEqualTo(Source.FIELD);
        assertThat(change.userEffective().field()).isEqualTo(FieldName.UID);
        assertThat(change.userEffective()).isEqualTo(UserReference.of("uid")).hasToString("uid")
                .hasSameHashCodeAs(UserReference.of("uid")).isNotEqualTo(UserReference.of("actor"));
        assertThat(only(AuditMessageType.ADD_USER).userTarget()).isEqualTo(UserReference.of("object.primary"));
        assertThat(only(AuditMessageType.of("ADD_GROUP")).group()).isEqualTo(UserReference.of("object.primary"));
    }

    @Test
    void findsTheRuleOfACallAndOfAnOperation() {
        assertThat(TABLE.ruleOfSystemCall("rename").action()).isEqualTo("renamed");
        assertThat(TABLE.ruleOfSystemCall("rename").pathIndex()).isEqualTo(2);
        assertThat(TABLE.ruleOfSystemCall("openat").action()).isEqualTo("opened-file");
        assertThat(TABLE.ruleOfUringOperation("openat2").action()).isEqualTo("opened-file");
        assertThat(TABLE.ruleOfUringOperation("uring_cmd").action()).isEqualTo("controlled-device");
    }

    @Test
    void fallsBackForWhatIsNotKnown() {
        NormalizationRule call = TABLE.ruleOfSystemCall(null);
        assertThat(call.isFallback()).isTrue();
        assertThat(call.action()).isEmpty();
        assertThat(call.categories()).containsExactly("process");
        assertThat(call.types()).containsExactly("info");
        assertThat(TABLE.ruleOfSystemCall("nosuch")).isSameAs(call);
        assertThat(TABLE.ruleOfUringOperation(null).isFallback()).isTrue();
        assertThat(TABLE.ruleOfUringOperation("nop")).isSameAs(TABLE.ruleOfUringOperation(null));
        assertThat(TABLE.rulesOfType(-1)).singleElement().matches(NormalizationRule::isFallback);
        assertThat(TABLE.rulesOfType(2999)).isEqualTo(TABLE.rulesOfType(-1));
    }

    /** Access vectors are told apart by their fields; the last rule of a type always applies. */
    @Test
    void hasSeveralRulesForATypeInOrder() {
        assertThat(TABLE.rulesOfType(AuditMessageType.AVC)).extracting(NormalizationRule::has).containsExactly(
                required("scontext"), required("apparmor"), required("lsm"), List.of());
        assertThat(TABLE.rulesOfType(AuditMessageType.SECCOMP).get(0).has()).containsExactly(
                new RequiredField(FieldName.of("code"), "kill-process"));
    }

    private static List<RequiredField> required(String field) {
        return List.of(new RequiredField(FieldName.of(field), ""));
    }

    @Test
    void putsRulesOfAnotherFileFirst() {
        NormalizationTable own = TABLE.extendedBy("own.conf", OWN);

        assertThat(own.rulesOfType(AuditMessageType.CONFIG_CHANGE)).extracting(NormalizationRule::action)
                .startsWith("changed-rules", "changed-audit-configuration")
                .filteredOn(action -> !action.equals("changed-audit-configuration")).hasSize(1);
        assertThat(own.rulesOfType(AuditMessageType.CONFIG_CHANGE).get(0).categories())
                .containsExactly("configuration");
        assertThat(own.ruleOfSystemCall("getppid").action()).isEqualTo("asked");
        assertThat(own.ruleOfSystemCall("getppid").kind()).isEqualTo("signal");
        assertThat(own.ruleOfUringOperation("openat").action()).isEqualTo("asked");
        assertThat(own.ruleOfSystemCall("getpid")).isSameAs(TABLE.ruleOfSystemCall("getpid"));
        assertThat(last(AuditMessageType.CONFIG_CHANGE).action()).isEqualTo("changed-audit-configuration");
        assertThat(TABLE.ruleOfSystemCall("getppid").action()).isEqualTo("read-process-identity");
    }

    /** The rule for all other types follows rules with conditions, the built-in one or that of the file. */
    @Test
    void endsWithARuleThatAlwaysApplies() {
        String conditional = """
                [type 2998]
                has = op
                like = configuration
                action = a
                phrase = b
                """;
        assertThat(TABLE.extendedBy("own.conf", conditional).rulesOfType(2998))
                .extracting(NormalizationRule::isFallback).containsExactly(false, true);

        NormalizationTable own = TABLE.extendedBy("own.conf", conditional + """
                [type *]
                like = configuration
                action = other
                phrase = other
                [syscall *]
                like = configuration
                phrase = other
                [uring *]
                like = configuration
                action = other
                phrase = other
                """);
        assertThat(own.rulesOfType(2998)).extracting(NormalizationRule::action).containsExactly("a", "other");
        assertThat(own.rulesOfType(2999)).extracting(NormalizationRule::action).containsExactly("other");
        assertThat(own.ruleOfSystemCall(null).phrase()).isEqualTo("other");
        assertThat(own.ruleOfUringOperation(null).phrase()).isEqualTo("other");
    }

    @Test
    void takesATemplatesKeyAway() {
        NormalizationRule own = TABLE.extendedBy("own.conf", """
                [template mine]   # of the file
                like = file
                phrase = used
                [syscall open]
                like = mine process
                action = a  # the last template counts more
                object =
                """).ruleOfSystemCall("open");
        assertThat(own.object()).isEmpty();
        assertThat(own.objectJson()).hasToString("\"\"");
        assertThat(own.phrase()).isEqualTo("used");
        assertThat(own.categories()).containsExactly("process");
    }

    /** Files of other systems begin with a byte order mark and end their lines with CR LF. */
    @Test
    void readsFilesOfOtherEditors() {
        NormalizationTable own = TABLE.extendedBy("own.conf", "\uFEFF" + OWN.replace("\n", "\r\n"));
        assertThat(own.ruleOfSystemCall("getppid").phrase()).isEqualTo("asked");
    }

    /** A phrase for an event without an object is written, or made of the phrase. */
    @Test
    void completesThePhrase() {
        String rule = """
                [syscall getppid]
                like         = process
                action       = asked
                phrase       = asked   for
                [syscall getpid]
                like         = process
                action       = asked
                phrase       = asked for
                phrase.alone = asked   around
                [syscall gettid]
                like         = memory
                action       = asked
                phrase       = asked for
                """;
        NormalizationTable own = TABLE.extendedBy("own.conf", rule);
        assertThat(own.ruleOfSystemCall("getppid").phrase()).isEqualTo("asked for");
        assertThat(own.ruleOfSystemCall("getppid").phraseAlone()).isEqualTo("asked for a process");
        assertThat(own.ruleOfSystemCall("getpid").phraseAlone()).isEqualTo("asked around");
        assertThat(own.ruleOfSystemCall("gettid").phraseAlone()).isEqualTo("asked");
    }

    private static NormalizationRule last(int type) {
        List<NormalizationRule> rules = TABLE.rulesOfType(type);
        return rules.get(rules.size() - 1);
    }

    private static NormalizationRule only(int type) {
        assertThat(TABLE.rulesOfType(type)).hasSize(1);
        return TABLE.rulesOfType(type).get(0);
    }
}
