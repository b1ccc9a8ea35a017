package io.github.nettyaudit.schema.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each error of a rule file is reported with its file, its line, the problem and what is allowed. */
class NormalizationExceptionTest {
    private static final NormalizationTable TABLE = NormalizationTable.builtIn();
    /** A section that is right; a slash stands for the end of a line. */
    private static final String RIGHT = "[type 2900]/action=a/phrase=did it/category=process/type=info";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "action = a | 1: 'action = a' stands before the first section; allowed: [template NAME]",
            "[type 2900]/action a | 2: 'action a' is neither a section nor key = value",
            "[type 2900]/colour = red | 2: unknown key 'colour'; allowed: like, has, action, phrase, phrase.alone",
            "[type 2900]/action=a/action=b | 3: the section has the key 'action' twice",
            "[types 2900] | 1: unknown section 'types'; allowed: [template NAME], [type NAME…]",
            "[] | 1: unknown section ''; allowed: [template NAME]",
            "[type] | 1: the section names nothing; allowed: [template NAME]",
            "[template a b] | 1: the section names several templates; allowed: [template NAME]",
            "[type 2900 | 1: the header of the section has no ]",
            "[type 2900//[type 2901] | 1: the header of the section has no ]",
            "[type 2900/action = a | 1: the header of the section has no ]",
            "[type 2900] x | 1: text after the ] of a header: 'x'",
            "[type NO_TYPE]/like=process/action=a/phrase=b | 1: unknown record type 'NO_TYPE'; allowed: a name such as",
            "[type 70000]/like=process/action=a/phrase=b | 1: unknown record type '70000'; allowed: a name such as",
            "[syscall nosuch]/like=process/action=a/phrase=b | 1: unknown system call 'nosuch'; allowed: a name such",
            "[uring execve]/like=process/action=a/phrase=b | 1: unknown io_uring operation 'execve'; allowed: a name",
            "[type 2900]/like=none | 2: no template 'none' before this line; allowed: account, alert, audit-configuration,",
            "[template t]/like=t | 2: no template 't' before this line; allowed: account,",
            "[template t]/[template t] | 2: the template 't' is already in line 1",
            "[syscall read]/has=op/like=process/action=a/phrase=b | 2: has is allowed in a section [type NAME…] only",
            "[type * 2900]/like=process/action=a/phrase=b | 1: a section for * names nothing else and has no condition",
            "[type *]/has=op/like=process/action=a/phrase=b | 1: a section for * names nothing else and has no cond",
            "[type 2900]/phrase=b/category=process/type=info | 1: the section has no action",
            "[type 2900]/action=a/category=process/type=info | 1: the section has no phrase, such as 'opened'",
            "[type 2900]/action=a/phrase=b/type=info | 1: the section has no category",
            "[type 2900]/action=a/phrase=b/category=process | 1: no type for the category 'process'; allowed: access,",
            "@action=A B | 3: action 'A B' is not allowed; allowed: one word of lower case letters, digits",
            "@object=Ä | 7: object 'Ä' is not allowed; allowed: one word of lower case letters, digits",
            "@kind=alarm | 7: ECS has no event.kind 'alarm'; allowed: alert, asset, enrichment, event, metric, state,",
            "@category=proces | 5: ECS has no event.category 'proces'; allowed: api, authentication, configuration,",
            "@category=process process | 5: category names a value twice: process process",
            "@category=process library | 6: no type for the category 'library'; allowed: start",
            "@type=creation | 6: no type for the category 'process'; allowed: access, change, end, info, start",
            "@type=info creation | 6: ECS does not allow the event.type 'creation' with the category 'process'; allow",
            "@type=info info | 6: type names a value twice: info info",
            "@ocsf=1007 | 7: ocsf '1007' is not allowed; allowed: class_uid/activity_id, such as 1007/1",
            "@ocsf=1007÷x | 7: ocsf '1007/x' is not allowed; allowed: class_uid/activity_id, such as 1007/1",
            "@ocsf=1234÷1 | 7: OCSF class 1234 is not supported; allowed: [1001, 1002, 1003,",
            "@ocsf=1007÷6 | 7: OCSF class 1007 has no activity 6; allowed: 1 to 5, and 99",
            "@ocsf=1007÷0 | 7: OCSF class 1007 has no activity 0; allowed: 1 to 5, and 99",
            "@ocsf=9999999999÷1 | 7: ocsf '9999999999/1' is not allowed; allowed: class_uid/activity_id",
            "@path=-1 | 7: path '-1' is not allowed; allowed: 0 to 1000",
            "@path=1001 | 7: path '1001' is not allowed; allowed: 0 to 1000",
            "@path.new=deleted | 7: path.new 'deleted' is not allowed; allowed: created",
            "@direction=in | 7: direction 'in' is not allowed; allowed: ingress, egress",
            "@outcome=yes | 7: outcome 'yes' is not allowed; allowed: success, failure, unknown",
            "@has=op= | 7: has 'op=' lacks the value after the =",
            "@has=o,p=1 | 7: has 'o,p' is not the name of a field; allowed: letters, digits, '_', '-' and '.'",
            "@actor=a,b | 7: actor 'a,b' is not the name of a field; allowed: letters, digits, '_', '-' and '.'",
            "@user.target=a b | 7: user.target names several sources; allowed: actor, actor.secondary, object.primary,",
            "@group=? | 7: group '?' is not the name of a field; allowed: letters, digits, '_', '-' and '.'"})
    void namesLineProblemAndWhatIsAllowed(String text, String expected) {
        String lines = text.startsWith("@") ? with(text.substring(1)) : text;
        String file = lines.replace('/', '\n').replace('÷', '/');
        assertThatThrownBy(() -> TABLE.extendedBy("own.conf", file)).isInstanceOf(NormalizationException.class)
                .hasMessageStartingWith("own.conf:" + expected);
    }

    /** The right section, after a comment, with another value of a key. */
    private static String with(String keyAndValue) {
        String key = keyAndValue.substring(0, keyAndValue.indexOf('=') + 1);
        String section = "# comment/" + RIGHT;
        return section.contains('/' + key) ? section.replaceFirst('/' + key + "[^/]*", '/' + keyAndValue)
                : section + '/' + keyAndValue;
    }

    @Test
    void reportsRulesThatNeverApply() {
        String right = RIGHT.replace('/', '\n') + "\n\n";
        assertThatThrownBy(() -> TABLE.extendedBy("f", right + right)).hasMessage("f:7: the rule for 2900 never"
                + " applies, because [type 2900] comes first (its condition: has = [])");
        assertThatThrownBy(() -> TABLE.extendedBy("f", right + right + "has = op")).hasMessageStartingWith("f:7: ");
        assertThatThrownBy(() -> TABLE.extendedBy("f", right + "has = a\n" + right + "has = b a\n"))
                .isInstanceOf(NormalizationException.class).hasMessageContaining("(its condition: has = [a])");
        assertThatThrownBy(() -> TABLE.extendedBy("f", right + "has = a\n" + right + "has = a=1\n"))
                .isInstanceOf(NormalizationException.class).hasMessageContaining("(its condition: has = [a])");
        assertThatThrownBy(() -> TABLE.extendedBy("f", right + "has = a=1\n" + right + "has = b a=1\n"))
                .isInstanceOf(NormalizationException.class).hasMessageContaining("(its condition: has = [a=1])");
        TABLE.extendedBy("f", right + "has = a=1\n" + right + "has = a=2\n" + right + "has = a\n" + right);
        TABLE.extendedBy("f", right.strip() + "\nhas = a b\n" + right.strip() + "\nhas = b\n" + right);
    }

    @Test
    void reportsACallWithTwoRules() {
        String rule = "\nlike = process\naction = a\nphrase = b\n";
        assertThatThrownBy(() -> TABLE.extendedBy("f", "[syscall read write]" + rule + "[syscall open write]" + rule))
                .hasMessage("f:5: write has two rules: [syscall read write] and [syscall open write]");
        assertThatThrownBy(() -> TABLE.extendedBy("f", "[syscall read read]" + rule))
                .hasMessageStartingWith("f:1: read has two rules: ");
        assertThatThrownBy(() -> TABLE.extendedBy("f", "[uring openat]" + rule + "[uring openat]" + rule))
                .hasMessageStartingWith("f:5: openat has two rules: ");
        for (String all : new String[] {"[type *]", "[syscall *]", "[uring *]"}) {
            assertThatThrownBy(() -> TABLE.extendedBy("f", all + rule + all + rule))
                    .hasMessage("f:5: * has two rules: " + all + " and " + all);
        }
    }

    @Test
    void hasFileAndLine() {
        assertThatThrownBy(() -> TABLE.extendedBy("own.conf", "\n\nx")).asInstanceOf(
                InstanceOfAssertFactories.type(NormalizationException.class)).satisfies(error -> {
                    assertThat(error.file()).isEqualTo("own.conf");
                    assertThat(error.line()).isEqualTo(3);
                });
    }

    /** An error in the value that a section took from a template is reported at the section. */
    @Test
    void reportsATemplatesValueWhereItIsUsed() {
        String text = "[template t]\ncategory = moon\n\n[type 2900]\nlike = t\naction = a\nphrase = b\ntype = info\n";
        assertThatThrownBy(() -> TABLE.extendedBy("f", text))
                .hasMessageStartingWith("f:4: ECS has no event.category 'moon'; allowed: api,");
    }
}
