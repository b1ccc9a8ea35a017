package io.github.nettyaudit.daemon.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.interpret.NameService;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the host for users of the library (B14), from a name service that may be slow. */
class HostNameServiceTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final List<HostNameService> opened = new ArrayList<>();
    private volatile long now;

    @AfterEach
    void close() {
        slow.countDown();
        opened.forEach(HostNameService::close);
    }

    private HostNameService service(NameLookup<Integer, String> users, Duration patience, int capacity) {
        return service(users, this::idOf, patience, capacity);
    }

    private HostNameService service(NameLookup<Integer, String> users, NameLookup<String, Long> userIds,
            Duration patience, int capacity) {
        HostNameService service = new HostNameService(new HostNameService.Lookups(users, id -> "group" + id, userIds,
                name -> 7L), patience, capacity, MINUTE, () -> now);
        opened.add(service);
        return service;
    }

    private Long idOf(String name) {
        lookups.incrementAndGet();
        return name.startsWith("user") ? Long.valueOf(name.substring(4)) : null;
    }

    private String counted(int id) {
        lookups.incrementAndGet();
        return id < 0 ? null : "user" + id;
    }

    private String slowly(int id) {
        lookups.incrementAndGet();
        try {
            slow.await();
        } catch (InterruptedException e) {
            return null;
        }
        return "user" + id;
    }

    private static String onLoop(NameService service, int id) throws InterruptedException {
        AtomicReference<String> name = new AtomicReference<>();
        Thread loop = new FastThreadLocalThread(() -> name.set(service.user(id)));
        loop.start();
        loop.join();
        return name.get();
    }

    @Test
    void givesTheNamesOfThisHost() throws IOException {
        HostNameService service = new HostNameService(LONG);
        opened.add(service);
        assertThat(service.user(0)).isEqualTo("root");
        assertThat(service.group(0)).isEqualTo("root");
        String[] nobody = Files.readAllLines(Path.of("/etc/passwd")).stream().filter(line -> line.startsWith("nobody:"))
                .findFirst().orElseThrow().split(":");
        assertThat(service.user(Integer.parseInt(nobody[2]))).isEqualTo("nobody");
        assertThat(service.user(0x7ffffff1)).isNull();
        assertThat(service.group(0x7ffffff1)).isNull();
    }

    @Test
    void givesTheIdsOfThisHost() throws IOException {
        HostNameService service = new HostNameService(LONG);
        opened.add(service);
        assertThat(service.userId("root")).isZero();
        assertThat(service.groupId("root")).isZero();
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] fields = line.split(":");
            assertThat(service.userId(fields[0])).isEqualTo(Long.parseLong(fields[2]));
        }
        for (String line : Files.readAllLines(Path.of("/etc/group"))) {
            String[] fields = line.split(":");
            assertThat(service.groupId(fields[0])).isEqualTo(Long.parseLong(fields[2]));
        }
        assertThat(service.userId("no-such-user-here")).isEqualTo(-1);
        assertThat(service.groupId("no-such-group-here")).isEqualTo(-1);
    }

    @Test
    void eachNameIsLookedUpOnceNobodyIncluded() {
        HostNameService service = service(this::counted, LONG, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(service.userId("user4294967294")).isEqualTo(4294967294L);
            assertThat(service.userId("mallory")).isEqualTo(-1);
        }
        assertThat(lookups).hasValue(2);
        assertThat(service.groupId("user4294967294")).isEqualTo(7);
    }

    /** Names come from records, so from anybody who tries to log in. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a\nb", "a\u0000b", "a\u007fb", "\ufffd"})
    void whatCannotBeANameIsNotLookedUp(String name) {
        HostNameService service = service(this::counted, LONG, 10);
        assertThat(service.userId(name)).isEqualTo(-1);
        assertThat(service.groupId(name)).isEqualTo(-1);
        assertThat(lookups).hasValue(0);
    }

    @Test
    void longNamesAreNotLookedUp() {
        HostNameService service = service(this::counted, LONG, 10);
        assertThat(service.userId("a".repeat(HostNameService.LONGEST_NAME + 1))).isEqualTo(-1);
        assertThat(service.userId("\u00e4".repeat(HostNameService.LONGEST_NAME / 2 + 1))).isEqualTo(-1);
        assertThat(lookups).hasValue(0);
        service.userId("a".repeat(HostNameService.LONGEST_NAME));
        assertThat(lookups).hasValue(1);
    }

    /** Anybody can have another name looked up with each try, and the ids are not forgotten by that. */
    @Test
    void theCacheOfNamesIsBoundedAndApart() {
        HostNameService service = service(this::counted, LONG, 100);
        assertThat(service.user(1)).isEqualTo("user1");
        for (int i = 0; i < 1000; i++) {
            assertThat(service.userId("user" + i)).isEqualTo(i);
        }
        assertThat(service.userId("user0")).isZero();
        assertThat(lookups).as("the first one was forgotten").hasValue(1002);
        assertThat(service.user(1)).isEqualTo("user1");
        assertThat(lookups).hasValue(1002);
    }

    @Test
    void aSlowLookupOfANameGivesItsAnswerLater() throws InterruptedException {
        HostNameService service = service(this::counted, name -> {
            slowly(0);
            return 5L;
        }, Duration.ofMillis(200), 10_000);
        AtomicReference<Long> onLoop = new AtomicReference<>();
        Thread loop = new FastThreadLocalThread(() -> onLoop.set(service.userId("bob")));
        loop.start();
        loop.join();
        assertThat(onLoop).hasValue(-1L);
        for (int i = 0; i < 3; i++) {
            assertThat(service.userId("bob" + i)).isEqualTo(-1);
        }
        assertThat(service.user(1000)).as("the same thread looks up, so it is not waited for either").isNull();
        slow.countDown();
        await().until(() -> service.userId("bob") == 5);
        await().until(() -> "user1000".equals(service.user(1000)));
    }

    @Test
    void eachIdIsLookedUpOnceNobodyIncluded() {
        HostNameService service = service(this::counted, LONG, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(service.user(1000)).isEqualTo("user1000");
            assertThat(service.user(-5)).isNull();
        }
        assertThat(lookups).hasValue(2);
        assertThat(service.group(1000)).isEqualTo("group1000");
    }

    @Test
    void anOldAnswerIsGivenWhileItIsLookedUpAgain() {
        String[] name = {"alice"};
        HostNameService service = service(id -> name[0], LONG, 10);
        assertThat(service.user(1000)).isEqualTo("alice");
        name[0] = "bob";
        now += MINUTE.toNanos();
        assertThat(service.user(1000)).isIn("alice", "bob");
        await().until(() -> "bob".equals(service.user(1000)));
    }

    @Test
    void anEventLoopNeverWaits() throws InterruptedException {
        HostNameService service = service(this::slowly, LONG, 10);
        assertThat(onLoop(service, 1000)).isNull();
        await().until(() -> lookups.get() == 1);
        slow.countDown();
        await().until(() -> "user1000".equals(onLoop(service, 1000)));
        assertThat(lookups).hasValue(1);
    }

    @Test
    void aSlowNameServiceIsWaitedForOnce() {
        HostNameService service = service(this::slowly, Duration.ofMillis(200), 10_000);
        long start = System.nanoTime();
        for (int id = 1000; id < 1100; id++) {
            assertThat(service.user(id)).isNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(190),
                Duration.ofSeconds(5));
        slow.countDown();
        await().until(() -> "user1050".equals(service.user(1050)));
        assertThat(service.user(2000)).as("and again, once it answers").isEqualTo("user2000");
    }

    @Test
    void tooManyWaitingLookupsAreMadeLater() throws InterruptedException {
        HostNameService service = service(this::slowly, Duration.ZERO, 10_000);
        for (int id = 0; id < 3 * HostNameService.MOST_WAITING; id++) {
            assertThat(service.user(id)).isNull();
        }
        slow.countDown();
        int last = 3 * HostNameService.MOST_WAITING - 1;
        await().until(() -> ("user" + last).equals(service.user(last)));
    }

    @Test
    void theCacheIsBounded() {
        HostNameService service = service(this::counted, LONG, 100);
        for (int id = 0; id < 1000; id++) {
            assertThat(service.user(id)).isEqualTo("user" + id);
        }
        assertThat(service.user(0)).isEqualTo("user0");
        assertThat(lookups).as("the first one was forgotten").hasValue(1001);
    }

    @Test
    void aLookupThatFailsIsAnIdWithoutName() {
        HostNameService service = service(id -> {
            throw new IllegalStateException("no server");
        }, LONG, 10);
        assertThat(service.user(1000)).isNull();
        assertThat(service.group(1000)).isEqualTo("group1000");
    }

    @Test
    void closedItStillGivesWhatItKnows() {
        HostNameService service = service(this::counted, LONG, 10);
        assertThat(service.user(1)).isEqualTo("user1");
        service.close();
        assertThat(service.user(1)).isEqualTo("user1");
        assertThat(service.user(2)).isNull();
    }

    @Test
    void negativePatienceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HostNameService(Duration.ofMillis(-1)))
                .withMessageContaining("patience");
    }
}
