package io.github.nettyaudit.codec.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.SharedCorpus;
import io.github.nettyaudit.codec.internal.table.NumberTable;
import io.github.nettyaudit.codec.internal.table.RuleTables;
import io.github.nettyaudit.codec.internal.table.SystemCallTables;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.rule.AuditRuleAction;
import io.github.nettyaudit.codec.rule.AuditRuleFilter;
import io.github.nettyaudit.codec.rule.AuditRuleOperator;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our data files against the tables of libaudit 4.2.2: every number and name that it knows, we know. */
class LibauditTablesTest {
    private static JsonNode libaudit;

    @BeforeAll
    static void readTables() throws IOException {
        libaudit = new ObjectMapper().readTree(SharedCorpus.require("libaudit-tables.json").toFile());
    }

    @Test
    void systemCallsOfAllMachinesAgree() {
        int checked = 0;
        for (Map.Entry<String, JsonNode> machine : libaudit.get("syscalls").properties()) {
            String name = machine.getKey().substring(0, machine.getKey().indexOf(':'));
            AuditArchitecture architecture = AuditArchitecture.of(name);
            assertThat(architecture).as(name).isNotNull();
            checked += agrees(machine.getValue(), (number, call) -> {
                assertThat(AuditSyscalls.name(architecture, number)).as(name + ' ' + number).isEqualTo(call);
                assertThat(AuditSyscalls.name(architecture, AuditSyscalls.number(architecture, call)))
                        .as(name + ' ' + call).isEqualTo(call);
            });
        }
        assertThat(checked).isGreaterThan(4000);
    }

    @Test
    void architecturesAgree() {
        for (JsonNode machine : libaudit.get("machines")) {
            int value = (int) machine.get("elf").longValue();
            if (value != 0) {
                assertThat(AuditArchitecture.of(value)).hasToString(machine.get("name").textValue());
            }
        }
    }

    @Test
    void messageTypesAgree() {
        agrees(libaudit.get("message_types"),
                (type, name) -> assertThat(AuditMessageType.name(type)).isEqualTo(name));
    }

    @Test
    void errorNumbersAgree() {
        agrees(libaudit.get("errno"), (number, name) -> {
            assertThat(NetlinkErrno.name(number)).isEqualTo(name);
            assertThat(NetlinkErrno.number(name)).isEqualTo(number);
        });
    }

    @Test
    void wordsOfRulesAgree() {
        agrees("fields", RuleTables.FIELDS);
        agrees("filters", RuleTables.FILTERS);
        agrees("ftypes", RuleTables.FILE_TYPES);
        agrees("uringops", SystemCallTables.IO_URING);
        agrees(libaudit.get("filters"), (number, name) -> {
            if (AuditRuleFilter.of(number) != null) {
                assertThat(AuditRuleFilter.of(number)).hasToString(name);
            }
        });
        agrees(libaudit.get("actions"), (number, name) -> {
            if (number != 1) { // "possible", which is obsolete
                assertThat(AuditRuleAction.of(number)).hasToString(name);
            }
        });
        agrees(libaudit.get("operators"),
                (number, name) -> assertThat(AuditRuleOperator.of(number)).hasToString(name));
    }

    private static void agrees(String key, NumberTable table) {
        agrees(libaudit.get(key), (number, name) -> {
            assertThat(table.name(number)).as(key + ' ' + number).isEqualTo(name);
            assertThat(table.number(name, -2)).as(key + ' ' + name).isEqualTo(number);
        });
    }

    private static int agrees(JsonNode theirs, BiConsumer<Integer, String> check) {
        int checked = 0;
        for (Map.Entry<String, JsonNode> entry : theirs.properties()) {
            check.accept((int) Long.parseLong(entry.getKey()), entry.getValue().textValue());
            checked++;
        }
        assertThat(checked).isPositive();
        return checked;
    }
}
