package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
