package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A log may name any number of hosts; memory stays bounded, and what is given up is reported. */
class EventAssemblerHostBoundsTest extends EventAssemblerFixture {
    private static final String STAMP = " msg=audit(1364481363.243:";

    private void readALog(int maxHosts) {
        assembler = assembler(EventAssemblerOptions.log().toBuilder().maxHosts(maxHosts).build());
    }

    @Test
    void oneHostTooManyEvictsTheEventsOfTheOneThatWaitedLongest() {
        readALog(2);
        addLine("node=a type=SYSCALL" + STAMP + "1): a=b");
        addLine("node=b type=SYSCALL" + STAMP + "2): a=b");
        addLine("node=b type=SYSCALL" + STAMP + "3): a=b");
        addLine("node=a type=PATH" + STAMP + "1): a=b");
        addLine("type=SYSCALL" + STAMP + "9): a=b");
        assertThat(events).isEmpty();
        addLine("node=c type=SYSCALL" + STAMP + "4): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L, 3L);
        assertThat(events).extracting(AuditEvent::state).containsOnly(AuditEventState.EVICTED);
        addLine("node=b type=PROCTITLE" + STAMP + "3): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L, 3L, 1L, 3L);
        assertThat(events.get(3).isLate()).isTrue();
        assembler.batchEnd();
        assertThat(losses).extracting(loss -> loss.node() + " " + loss.count() + " " + loss.firstSerial() + " "
                + loss.lastSerial()).containsExactly("b 2 2 3", "a 1 1 1");
        assertThat(losses.get(0).detail()).contains("maxHosts");
        assertThat(assembler.counters().lost(AuditLossKind.EVICTED)).isEqualTo(3);
        addLine("type=PROCTITLE" + STAMP + "9): a=b");
        assertThat(events.get(4).size()).as("records without a host are not part of the bound").isEqualTo(2);
    }

    @Test
    void aHostWithoutOpenEventsIsForgottenWithoutALoss() {
        readALog(1);
        for (int host = 0; host < 10; host++) {
            addLine("node=n" + host + " type=USER_AVC" + STAMP + "1): a=b");
        }
        assembler.end();
        assertThat(events).hasSize(10).extracting(AuditEvent::state).containsOnly(AuditEventState.COMPLETE);
        assertThat(losses).isEmpty();
    }

    @Test
    void aNewHostInEachLineKeepsABoundedNumberOfHostsAndEvents() {
        int hosts = 20_000;
        EventHosts table = new EventHosts(EventAssemblerOptions.MAX_HOSTS);
        ByteBuf name = Unpooled.buffer();
        for (int host = 0; host < hosts; host++) {
            name.clear().writeCharSequence("host-" + host, StandardCharsets.US_ASCII);
            assertThat(table.find(name, 0, name.writerIndex())).isNull();
            for (EventHost oldest = table.oldest(); oldest != null && table.isFull(name.writerIndex());
                    oldest = table.oldest()) {
                table.remove(oldest);
            }
            table.add(name, 0, name.writerIndex());
        }
        assertThat(table.size()).isEqualTo(EventAssemblerOptions.MAX_HOSTS);
        assembler = assembler(EventAssemblerOptions.log());
        for (int host = 0; host < hosts; host++) {
            addLine("node=host-" + host + " type=SYSCALL" + STAMP + "1): a=b");
        }
        assertThat(openEvents()).isEqualTo(EventAssemblerOptions.MAX_EVENTS);
        assertThat(assembler.counters().ended(AuditEventState.EVICTED))
                .isEqualTo(hosts - EventAssemblerOptions.MAX_EVENTS);
    }

    @Test
    void theNamesOfTheHostsAreBoundedTogether() {
        EventHosts hosts = new EventHosts(1_000);
        ByteBuf name = Unpooled.buffer().writeBytes(new byte[EventHosts.MAX_NAME_BYTES / 2 + 1]);
        assertThat(hosts.isFull(Integer.MAX_VALUE)).as("a single host has its name in any case").isFalse();
        hosts.add(name, 0, EventHosts.MAX_NAME_BYTES / 2);
        assertThat(hosts.isFull(EventHosts.MAX_NAME_BYTES / 2)).isFalse();
        assertThat(hosts.isFull(EventHosts.MAX_NAME_BYTES / 2 + 1)).isTrue();
        EventHost oldest = hosts.oldest();
        assertThat(oldest).isNotNull();
        hosts.remove(oldest);
        assertThat(hosts.isFull(EventHosts.MAX_NAME_BYTES / 2 + 1)).isFalse();
        assertThat(hosts.find(name, 0, EventHosts.MAX_NAME_BYTES / 2)).isNull();
    }

    /** The table against the names themselves, with few slots in use and many, and hosts that are removed. */
    @Test
    void everyHostIsFoundByItsName() {
        Random random = new Random(7);
        EventHosts hosts = new EventHosts(3_000);
        ByteBuf name = Unpooled.buffer();
        LinkedHashMap<String, EventHost> model = new LinkedHashMap<>();
        for (int step = 0; step < 60_000; step++) {
            String wanted = "n" + random.nextInt(4_000);
            name.clear().writeCharSequence("xx" + wanted, StandardCharsets.US_ASCII);
            EventHost found = hosts.find(name, 2, wanted.length());
            assertThat(found).isSameAs(model.get(wanted));
            if (found == null) {
                if (hosts.isFull(wanted.length())) {
                    assertThat(model).hasSize(3_000);
                    String first = model.keySet().iterator().next();
                    assertThat(hosts.oldest()).isSameAs(model.remove(first));
                    hosts.remove(hosts.oldest());
                }
                found = hosts.add(name, 2, wanted.length());
                assertThat(found.name).isEqualTo(wanted);
            }
            model.remove(wanted);
            model.put(wanted, found);
        }
        assertThat(hosts.size()).isEqualTo(model.size());
        hosts.clear();
        assertThat(hosts.size()).isZero();
        assertThat(hosts.oldest()).isNull();
    }
}
