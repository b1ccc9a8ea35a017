package io.github.nettyaudit.codec.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
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
    void thePayloadEndsWithTheNulThatTheKernelOverwrites() {
        assertThat(new AuditUserMessage(AuditMessageType.USER, "hi").payload()).containsExactly('h', 'i', 0);
    }

    @Test
    void onlyTypesOfUserMessagesAndTextsOfTheirLengthAreTaken() {
        assertThatThrownBy(() -> new AuditUserMessage(1300, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditUserMessage(1105, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditUserMessage(1105, "x".repeat(8_561)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AuditUserMessage.of(1105).value("a b", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
