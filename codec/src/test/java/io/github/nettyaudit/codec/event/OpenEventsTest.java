package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table of open events against a map that keeps the order of the last records. */
class OpenEventsTest {
    private record Key(int host, long seconds, int milliseconds, int serial) {
    }

    private final EventHost[] hosts = {host(0), host(1), host(2)};
    private final OpenEvents open = new OpenEvents();
    private final Map<Key, AuditEvent> model = new LinkedHashMap<>();

    private static EventHost host(int hash) {
        return new EventHost(null, new byte[0], hash);
    }

    private AuditEvent find(Key key) {
        return open.find(hosts[key.host], key.seconds, key.milliseconds, key.serial);
    }

    private void check() {
        List<AuditEvent> forwards = new ArrayList<>();
        for (AuditEvent event = open.oldest(); event != null; event = event.younger) {
            forwards.add(event);
        }
        assertThat(forwards).containsExactlyElementsOf(model.values());
        List<AuditEvent> backwards = new ArrayList<>();
        for (AuditEvent event = open.youngest(); event != null; event = event.older) {
            backwards.add(0, event);
        }
        assertThat(backwards).containsExactlyElementsOf(model.values());
        assertThat(open.size()).isEqualTo(model.size());
        for (int host = 0; host < hosts.length; host++) {
            int number = host;
            List<AuditEvent> expected = new ArrayList<>();
            model.forEach((key, event) -> {
                if (key.host == number) {
                    expected.add(event);
                }
            });
            List<AuditEvent> found = new ArrayList<>();
            for (AuditEvent event = hosts[host].oldest(); event != null; event = event.youngerOfHost) {
                assertThat(event.olderOfHost).isSameAs(found.isEmpty() ? null : found.get(found.size() - 1));
                found.add(event);
            }
            assertThat(found).containsExactlyElementsOf(expected);
        }
    }

    /** Few serials at many times share places of the table, so that runs, also over its end, form and break up. */
    @Test
    void everyEventIsFoundAndInOrder() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            int most = 20 << seed % 6;
            for (int step = 0; step < 6_000; step++) {
                Key key = new Key(random.nextInt(hosts.length), random.nextInt(2), random.nextInt(4),
                        random.nextInt(most));
                AuditEvent expected = model.get(key);
                AuditEvent found = find(key);
                assertThat(found).as("seed %d step %d", seed, step).isSameAs(expected);
                if (found == null) {
                    if (model.size() < most) {
                        AuditEvent event = new AuditEvent(null, key.seconds, key.milliseconds, key.serial, false);
                        open.add(event, hosts[key.host]);
                        model.put(key, event);
                    }
                } else if (random.nextInt(3) == 0) {
                    open.refresh(found);
                    model.remove(key);
                    model.put(key, found);
                } else {
                    open.remove(found);
                    model.remove(key);
                    assertThat(found.older).isNull();
                    assertThat(found.younger).isNull();
                    assertThat(found.olderOfHost).isNull();
                    assertThat(found.youngerOfHost).isNull();
                    assertThat(found.host).isNull();
                    assertThat(find(key)).isNull();
                }
                if (step % 100 == 0) {
                    check();
                }
            }
            model.forEach((key, event) -> assertThat(find(key)).isSameAs(event));
            model.values().forEach(open::remove);
            model.clear();
            check();
        }
    }
}
