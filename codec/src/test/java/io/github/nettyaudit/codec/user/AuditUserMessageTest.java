package io.github.nettyaudit.codec.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditUserMessageTest {
    @Test
    void aLoginHasTheFieldsThatReportsLookFor() {
        AuditUserMessage message = AuditUserMessage.login("alice").executable("/usr/bin/server")
                .hostname("peer.example").address("192.0.2.7").terminal("https").failed();

        assertThat(message.type()).isEqualTo(1112);
        assertThat(message.text()).isEqualTo("op=login acct=\"alice\" exe=\"/usr/bin/server\" hostname=peer.example"
                + " addr=192.0.2.7 terminal=https res=failed");
    }

    @Test
    void noValueCanPassForAnotherField() {
        AuditUserMessage message = AuditUserMessage.login("x\" res=success").address("1.2.3.4 res=success'")
                .executable("/bin/x").failed();

        assertThat(message.text()).isEqualTo("op=login acct=7822207265733D73756363657373 exe=\"/bin/x\" hostname=?"
                + " addr=1.2.3.4_res=success_ terminal=? res=failed");
    }

    @Test
    void anApostropheIsEncodedSinceTheKernelPutsTheMessageBetweenTwo() {
        assertThat(AuditUserMessage.application("x").value("who", "O'Neill").succeeded().text())
                .contains("who=4F274E65696C6C ");
    }

    @Test
    void valuesOfOtherThanPrintableAsciiAreHexadecimalAsTheKernelsOwn() {
        assertThat(UserText.encode("Jürgen")).isEqualTo("4AC3BC7267656E");
        assertThat(UserText.encode("a\u007f")).isEqualTo("617F");
        assertThat(UserText.encode("")).isEqualTo("\"\"");
    }

    @Test
    void whatIsTooLongIsCutAndStillComesToItsResult() {
        AuditUserMessage message = AuditUserMessage.command("/".repeat(9_000), "ü ".repeat(9_000)).failed();

        assertThat(message.text().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(7_000, AuditUserMessage.MAX_LENGTH);
        assertThat(message.text()).startsWith("cwd=\"////").contains(" cmd=C3BC20C3BC20").endsWith(" res=failed");
    }

    @Test
    void whatIsLeftIsSharedEvenly() {
        String text = AuditUserMessage.of(1105).executable("/x").value("a", "x".repeat(9_000)).value("b", "y")
                .word("c", "z".repeat(9_000)).succeeded().text();
        assertThat(text.length()).isLessThanOrEqualTo(AuditUserMessage.MAX_LENGTH);
        // a third of the space for a, then half of the rest for b, then all of it for c; a byte may take two characters
        assertThat(text).matches("a=\"x{1398,1420}\" b=\"y\" c=z{3500,3600} exe=\"/x\" .*");
    }

    @Test
    void everyLengthOfAValueYieldsAMessage() {
        for (int length = 8_300; length < 8_700; length++) {
            String text = AuditUserMessage.of(1105).executable("/x").value("a", "'".repeat(length / 2)).succeeded()
                    .text();
            assertThat(text.length()).isBetween(8_000, AuditUserMessage.MAX_LENGTH);
            assertThat(text).endsWith(" res=success");
        }
    }

    @Test
    void aValueThatFitsExactlyIsNotCut() {
        String rest = AuditUserMessage.of(1105).executable("/x").word("a", "").succeeded().text();
        String value = "x".repeat(AuditUserMessage.MAX_LENGTH - rest.length() + "?".length());
        assertThat(AuditUserMessage.of(1105).executable("/x").word("a", value).succeeded().text())
                .hasSize(AuditUserMessage.MAX_LENGTH).startsWith("a=" + value + " exe=");
        assertThat(AuditUserMessage.of(1105).executable("/x").word("a", value + 'x').succeeded().text())
                .hasSizeLessThan(AuditUserMessage.MAX_LENGTH);
    }

    @Test
    void aFieldWhoseNameDoesNotFitIsLeftOut() {
        AuditUserMessageBuilder builder = AuditUserMessage.of(1105).executable("/x");
        for (int field = 0; field < 300; field++) {
            builder.word("name-" + "n".repeat(50) + field, "v");
        }
        String text = builder.succeeded().text();
        assertThat(text.length()).isLessThanOrEqualTo(AuditUserMessage.MAX_LENGTH);
        assertThat(text).endsWith(" exe=\"/x\" hostname=? addr=? terminal=? res=success");
    }

    @Test
    void allBuildersHaveTheirTypeAndOperation() {
        assertThat(AuditUserMessage.logout("a").succeeded()).isEqualTo(message(1113, "op=logout acct=\"a\""));
        assertThat(AuditUserMessage.authentication("a").succeeded())
                .isEqualTo(message(1100, "op=authentication acct=\"a\""));
        assertThat(AuditUserMessage.management("lock-account", "a").userId(1000).succeeded())
                .isEqualTo(message(1102, "op=lock-account acct=\"a\" id=1000"));
        assertThat(AuditUserMessage.command("/", "ls").succeeded()).isEqualTo(message(1123, "cwd=\"/\" cmd=\"ls\""));
        assertThat(AuditUserMessage.application("start").result(true)).isEqualTo(message(1121, "op=start"));
        assertThat(AuditUserMessage.application("start").result(false).text()).endsWith(" res=failed");
        assertThat(AuditUserMessage.of(2100).word("a", "").succeeded()).isEqualTo(message(2100, "a=?"));
        assertThat(AuditUserMessage.of(2999).word("a", "0x9/zAZ{}").succeeded())
                .isEqualTo(message(2999, "a=0x9/zAZ__"));
    }

    private static AuditUserMessage message(int type, String begin) {
        String executable = ProcessHandle.current().info().command().orElseThrow();
        return new AuditUserMessage(type, begin + " exe=\"" + executable
                + "\" hostname=? addr=? terminal=? res=success");
    }

    @Test
    void aCutNeverLeavesHalfACharacter() {
        String mixed = "a\u00e9\u20ac\ud83d\ude00";
        assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11)).extracting(bytes -> UserText.cut(mixed, bytes))
                .containsExactly("", "a", "a", "a\u00e9", "a\u00e9", "a\u00e9", "a\u00e9\u20ac", "a\u00e9\u20ac",
                        "a\u00e9\u20ac", mixed, mixed);
        assertThat(List.of(UserText.cut("\u0080", 1), UserText.cut("\u0800", 2), UserText.cut("\ud800\udc00", 3)))
                .as("the first characters of two, three and four bytes").containsOnly("");
        assertThat(UserText.cut("\u007f\u0080\u07ff\u0800\uffff", 5)).isEqualTo("\u007f\u0080\u07ff");
    }

    @Test
    void thePayloadEndsWithTheNulThatTheKernelOverwrites() {
        assertThat(new AuditUserMessage(AuditMessageType.USER, "hi").payload()).containsExactly('h', 'i', 0);
    }

    @Test
    void onlyTypesOfUserMessagesAndTextsOfTheirLengthAreTaken() {
        assertThatThrownBy(() -> new AuditUserMessage(1300, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditUserMessage(1105, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditUserMessage(1105, "x".repeat(8_561)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int type : new int[] {0, 1004, 1006, 1099, 1200, 2099, 3000}) {
            assertThatThrownBy(() -> new AuditUserMessage(type, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        for (int type : new int[] {1005, 1100, 1199, 2100, 2999}) {
            assertThat(new AuditUserMessage(type, "x".repeat(8_560)).type()).isEqualTo(type);
        }
        for (String name : List.of("a b", "", "1a", "a".repeat(65))) {
            assertThatThrownBy(() -> AuditUserMessage.of(1105).value(name, "x"))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name: " + name);
            assertThatThrownBy(() -> AuditUserMessage.of(1105).word(name, "x"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
