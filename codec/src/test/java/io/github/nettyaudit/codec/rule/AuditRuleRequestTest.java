package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines where auditctl 4.2.2, with its netlink socket recorded, was found to send something else. */
class AuditRuleRequestTest {
    private final AuditRuleParser parser = new AuditRuleParser(new GoldenHost());

    private List<AuditRuleRequest> requests(String line) {
        List<AuditRuleRequest> requests = new ArrayList<>();
        parser.parse(line).commands().forEach(command -> requests.addAll(AuditRuleRequest.of(command)));
        return requests;
    }

    @Test
    void rulesAreListedBeforeAndAfterAllAreDeleted() {
        assertThat(requests("-D")).extracting(AuditRuleRequest::type)
                .containsExactly(AuditMessageType.LIST_RULES, AuditMessageType.LIST_RULES);
        assertThat(requests("-l")).extracting(AuditRuleRequest::type).containsExactly(AuditMessageType.LIST_RULES);
    }

    @Test
    void featuresAreAskedForWithAnEmptyStruct() {
        assertThat(requests("-s")).satisfiesExactly(
                status -> assertThat(status.payload()).isEmpty(),
                features -> assertThat(features.payload()).isEqualTo(new byte[16]));
    }

    @Test
    void madviseHasTwoNamesOnI386() {
        AuditRule rule = parser.parseRule("-a always,exit -F arch=b32 -S madvise1");

        assertThat(rule.systemCalls()).containsExactly(219);
        assertThat(rule).isEqualTo(parser.parseRule("-a always,exit -F arch=b32 -S madvise"));
        assertThatThrownBy(() -> parser.parse("-a always,exit -F arch=b64 -S madvise1"))
                .isInstanceOf(AuditRuleException.class);
    }

    @Test
    void commasAloneAreRefusedForOperationsAndTakenAsNoSystemCall() {
        assertThatThrownBy(() -> parser.parse("-a always,io_uring -S ,")).isInstanceOf(AuditRuleException.class)
                .hasMessageContaining("no io_uring operation ,");
        assertThat(parser.parseRule("-a always,exit -S ,").systemCalls()).isEmpty();
    }

    /** Type, name and the 32-bit words of the payload that are not zero, by their index. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -e 1                             | 1001 | set status                     | 0=1 1=1
            -e 0                             | 1001 | set status                     | 0=1
            -f 2                             | 1001 | set status                     | 0=2 2=2
            -r 7                             | 1001 | set status                     | 0=8 4=7
            -b 4294967295                    | 1001 | set status                     | 0=16 5=-1
            --backlog_wait_time 9            | 1001 | set status                     | 0=32 9=9
            --reset-lost                     | 1001 | reset lost                     | 0=64
            --reset_backlog_wait_time_actual | 1001 | reset backlog_wait_time_actual | 0=128
            --loginuid-immutable             | 1018 | set features                   | 1=2 2=2 3=2
            -t                               | 1014 | trim                           |
            -l                               | 1013 | list rules                     |
            """)
    void settingsAreStructsOfWords(String line, int type, String operation, @Nullable String words) {
        AuditRuleRequest request = requests(line).get(0);

        assertThat(request.type()).isEqualTo(type);
        assertThat(request.toRequest().type()).isEqualTo(type);
        assertThat(request.toRequest().operation()).isEqualTo(operation);
        ByteBuffer payload = ByteBuffer.wrap(request.payload()).order(ByteOrder.nativeOrder());
        assertThat(payload.capacity()).as("struct audit_status, audit_features, nothing")
                .isEqualTo(type == AuditMessageType.SET ? 44 : type == AuditMessageType.SET_FEATURE ? 16 : 0);
        List<String> found = new ArrayList<>();
        for (int index = 0; payload.hasRemaining(); index++) {
            int word = payload.getInt();
            if (word != 0) {
                found.add(index + "=" + word);
            }
        }
        assertThat(String.join(" ", found)).isEqualTo(words == null ? "" : words);
    }

    @Test
    void equivalentTreesAreTwoLengthsAndTwoPaths() {
        AuditRuleRequest request = requests("-q /mnt,/\u00e4").get(0);

        assertThat(request.type()).isEqualTo(AuditMessageType.MAKE_EQUIV);
        ByteBuffer payload = ByteBuffer.wrap(request.payload()).order(ByteOrder.nativeOrder());
        assertThat(payload.capacity()).as("a multiple of four").isEqualTo(16);
        assertThat(payload.getInt(0)).isEqualTo(4);
        assertThat(payload.getInt(4)).isEqualTo(3);
        assertThat(new String(request.payload(), 8, 8, StandardCharsets.UTF_8)).isEqualTo("/mnt/\u00e4\0");
        assertThat(request.toRequest().operation()).isEqualTo("make equivalent");
    }

    @Test
    void aMessageIsSentAsAUserRecord() {
        AuditRuleRequest request = requests("-m 'hello you'").get(0);

        assertThat(request.type()).isEqualTo(AuditMessageType.USER);
        assertThat(new String(request.payload(), StandardCharsets.UTF_8)).startsWith("text=").contains("res=success");
        assertThat(request.toRequest().operation()).isEqualTo("send message");
    }

    @Test
    void rulesAreSentAsTheirBytes() {
        AuditRule rule = parser.parseRule("-a always,exit -S open -k abcd");

        assertThat(requests("-a always,exit -S open -k abcd")).singleElement().satisfies(request -> {
            assertThat(request.type()).isEqualTo(AuditMessageType.ADD_RULE);
            assertThat(request.payload()).isEqualTo(rule.encode());
            assertThat(request.toRequest().operation()).isEqualTo("add rule");
        });
        assertThat(requests("-d always,exit -S open -k abcd")).singleElement().satisfies(request -> {
            assertThat(request.type()).isEqualTo(AuditMessageType.DEL_RULE);
            assertThat(request.payload()).isEqualTo(rule.encode());
            assertThat(request.toRequest().operation()).isEqualTo("delete rule");
        });
        assertThat(requests("-s")).extracting(request -> request.toRequest().operation())
                .containsExactly("get status", "get features");
    }

    @Test
    void whatIsNotForTheKernelIsNoRequest() {
        assertThat(requests("-i")).isEmpty();
        assertThat(requests("-v")).isEmpty();
    }

    @Test
    void thePayloadIsTheCallersOwn() {
        AuditRuleRequest request = requests("-e 1").get(0);
        request.payload()[0] = 9;

        assertThat(request.payload()[0]).isEqualTo(requests("-e 1").get(0).payload()[0]);
    }
}
