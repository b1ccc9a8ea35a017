package io.github.nettyaudit.daemon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.spool.WhenFull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The log in memory: order, bounds, gaps, positions. */
class MemoryEventLogTest {
    /** An entry of 64 bytes with the overhead of 64. */
    private static final int ENTRY = 128;
    private static final int EIGHT = 8 * ENTRY;

    private static void append(MemoryEventLog log, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(TestEvents.text(String.format("%064d", log.endSequence())), 5000 + log.endSequence());
        }
    }

    /** {@code 3} for an entry, {@code 4-7} for a gap. */
    private static String next(EventLogReader reader) throws IOException {
        @Nullable LogItem item = reader.poll();
        if (item instanceof LogEntry entry) {
            assertThat(entry.timeMillis()).isEqualTo(5000 + entry.sequence());
            assertThat(entry.content().toString(StandardCharsets.US_ASCII))
                    .isEqualTo(String.format("%064d", entry.sequence()));
            assertThat(reader.position()).isEqualTo(entry.sequence() + 1).isEqualTo(item.nextSequence());
            return String.valueOf(entry.sequence());
        }
        if (item instanceof LogGap gap) {
            assertThat(reader.position()).isEqualTo(gap.last() + 1).isEqualTo(item.nextSequence());
            assertThat(gap.count()).isEqualTo(gap.last() - gap.first() + 1);
            return gap.first() + "-" + gap.last();
        }
        return "";
    }

    private static List<String> all(EventLogReader reader) throws IOException {
        List<String> items = new ArrayList<>();
        for (String item = next(reader); !item.isEmpty(); item = next(reader)) {
            items.add(item);
        }
        return items;
    }

    @Test
    void eachReaderReadsEverythingInOrder() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        append(log, 2);
        EventLogReader a = log.openReader("a");
        assertThat(next(a)).isEqualTo("1");
        append(log, 1);
        assertThat(all(a)).containsExactly("2", "3");
        assertThat(all(log.openReader("b"))).containsExactly("1", "2", "3");
        assertThat(log.endSequence()).isEqualTo(4);
        assertThat(log.bytes()).isEqualTo(3 * ENTRY);
    }

    @Test
    void theOldestGoAndEachReaderFindsItsOwnGap() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        EventLogReader fast = log.openReader("fast");
        EventLogReader slow = log.openReader("slow");
        append(log, 8);
        assertThat(all(fast)).hasSize(8);
        assertThat(next(slow)).isEqualTo("1");
        append(log, 3);
        assertThat(all(fast)).containsExactly("9", "10", "11");
        assertThat(all(slow)).containsExactly("2-3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(log.bytes()).isEqualTo(EIGHT);
        assertThat(log.droppedEntries()).as("read by fast, not by slow").isEqualTo(2);
    }

    @Test
    void aReaderAtTheEntryThatGoesIsNotLost() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        append(log, 8);
        EventLogReader reader = log.openReader("r");
        next(reader);
        append(log, 1);
        assertThat(all(reader)).containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(log.droppedEntries()).isZero();
    }

    @Test
    void theNewestGoAndLeaveOneGapInTheirPlace() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_NEWEST);
        EventLogReader reader = log.openReader("r");
        append(log, 10);
        assertThat(log.droppedEntries()).isEqualTo(2);
        assertThat(all(reader)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9-10");
        append(log, 1);
        assertThat(all(reader)).as("the gap grew behind the reader").containsExactly("11-11");
        reader.commit(9);
        append(log, 1);
        assertThat(all(reader)).containsExactly("12");
        EventLogReader other = log.openReader("other");
        assertThat(all(other)).containsExactly("9-11", "12");
        assertThat(log.bytes()).isLessThanOrEqualTo(EIGHT + 64);
    }

    @Test
    void anEntryLargerThanTheBoundIsAGap() throws Exception {
        for (WhenFull policy : WhenFull.values()) {
            MemoryEventLog log = new MemoryEventLog(1024, policy);
            append(log, 1);
            log.append(TestEvents.text("x".repeat(961)), 0);
            append(log, 1);
            assertThat(all(log.openReader("r"))).containsExactly("1", "2-2", "3");
        }
    }

    @Test
    void stopWaitsForTheSlowestReader() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.STOP);
        EventLogReader fast = log.openReader("fast");
        EventLogReader slow = log.openReader("slow");
        append(log, 8);
        Thread appending = appending(log);
        await().until(() -> appending.getState() == Thread.State.WAITING);
        assertThat(all(fast)).hasSize(8);
        fast.commit(9);
        next(slow);
        await().until(() -> appending.getState() == Thread.State.WAITING);
        assertThat(log.endSequence()).isEqualTo(9);
        slow.commit(2);
        appending.join();
        assertThat(log.endSequence()).isEqualTo(10);
        assertThat(log.droppedEntries()).isZero();
        assertThat(all(slow)).hasSize(8);
    }

    private static Thread appending(MemoryEventLog log) {
        Thread thread = new Thread(() -> {
            try {
                append(log, 1);
            } catch (InterruptedException | IllegalStateException e) {
                // ends
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void stopEndsWithTheLogOrAnInterrupt() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.STOP);
        append(log, 8);
        Thread appending = appending(log);
        await().until(() -> appending.getState() == Thread.State.WAITING);
        appending.interrupt();
        appending.join();
        Thread other = appending(log);
        await().until(() -> other.getState() == Thread.State.WAITING);
        log.close();
        other.join();
        assertThat(log.endSequence()).isEqualTo(9);
        assertThatIllegalStateException().isThrownBy(() -> append(log, 1)).withMessage("the log is closed");
        assertThat(all(log.openReader("r"))).hasSize(8);
    }

    @Test
    void aReaderThatDoesNotComeBackIsForgotten() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.STOP);
        EventLogReader gone = log.openReader("gone");
        EventLogReader stays = log.openReader("stays");
        append(log, 8);
        all(stays);
        stays.commit(9);
        gone.close();
        Thread appending = appending(log);
        await().until(() -> appending.getState() == Thread.State.WAITING);
        log.keepReaders(List.of("gone"));
        await().until(() -> appending.getState() == Thread.State.WAITING);
        log.keepReaders(List.of());
        appending.join();
        assertThat(log.endSequence()).isEqualTo(10);
        assertThat(all(stays)).containsExactly("9");
    }

    @Test
    void aNameGoesOnAtItsCommittedPositionAndHasOneReader() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        append(log, 5);
        EventLogReader reader = log.openReader("r");
        all(reader);
        reader.commit(3);
        assertThatIllegalStateException().isThrownBy(() -> log.openReader("r")).withMessageContaining("r is open");
        reader.rewind();
        assertThat(reader.position()).isEqualTo(3);
        assertThat(all(reader)).containsExactly("3", "4", "5");
        reader.close();
        assertThat(all(log.openReader("r"))).containsExactly("3", "4", "5");
    }

    @Test
    void aRewindBehindWhatIsThereIsAGap() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        EventLogReader reader = log.openReader("r");
        append(log, 8);
        all(reader);
        append(log, 2);
        reader.rewind();
        assertThat(next(reader)).isEqualTo("1-2");
        assertThat(next(reader)).isEqualTo("3");
    }

    @Test
    void onlyWhatWasReadIsCommitted() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        EventLogReader reader = log.openReader("r");
        append(log, 3);
        next(reader);
        assertThatIllegalArgumentException().isThrownBy(() -> reader.commit(3)).withMessageContaining("1 to 2");
        reader.commit(2);
        assertThatIllegalArgumentException().isThrownBy(() -> reader.commit(1));
    }

    @Test
    void tellsOnceWhenThereIsSomethingToRead() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        EventLogReader reader = log.openReader("r");
        AtomicInteger told = new AtomicInteger();
        reader.whenReadable(told::incrementAndGet);
        assertThat(told).hasValue(0);
        append(log, 2);
        assertThat(told).hasValue(1);
        reader.whenReadable(told::incrementAndGet);
        assertThat(told).as("at once").hasValue(2);
        all(reader);
        reader.whenReadable(told::incrementAndGet);
        reader.close();
        append(log, 1);
        assertThat(told).hasValue(2);
    }

    @Test
    void refusesABoundThatIsTooSmall() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryEventLog(1023, WhenFull.STOP))
                .withMessageContaining("1023");
        assertThatIllegalArgumentException().isThrownBy(() -> new LogGap(3, 2, 0, ""));
    }

    @Test
    void anAppendReturnsTheNumberOfItsEntry() throws Exception {
        MemoryEventLog log = new MemoryEventLog(1024, WhenFull.DROP_NEWEST);
        assertThat(log.append(TestEvents.text("a"), 0)).isEqualTo(1);
        assertThat(log.append(TestEvents.text("x".repeat(2000)), 0)).as("a gap").isEqualTo(2);
        assertThat(log.append(TestEvents.text("b"), 0)).isEqualTo(3);
    }

    @Test
    void anEntryOfExactlyTheBoundIsKept() throws Exception {
        MemoryEventLog log = new MemoryEventLog(1024, WhenFull.DROP_OLDEST);
        append(log, 1);
        log.append(TestEvents.text("x".repeat(960)), 0);
        assertThat(log.bytes()).isEqualTo(1024);
        assertThat(log.openReader("r").poll()).isInstanceOf(LogEntry.class);
    }

    @Test
    void anAppendThatDoesNotWaitTakesWhatHasRoom() throws Exception {
        MemoryEventLog log = new MemoryEventLog(1024, WhenFull.STOP);
        EventLogReader reader = log.openReader("r");
        AtomicInteger told = new AtomicInteger();
        reader.whenReadable(told::incrementAndGet);
        for (int i = 1; i <= 8; i++) {
            assertThat(log.tryAppend(TestEvents.text("x".repeat(64)), i)).isTrue();
        }
        assertThat(told).hasValue(1);
        assertThat(log.tryAppend(TestEvents.text(""), 9)).isFalse();
        assertThat(log.endSequence()).isEqualTo(9);

        reader.poll();
        reader.commit(2);
        assertThat(log.tryAppend(TestEvents.text("x".repeat(65)), 9)).as("one byte too long").isFalse();
        assertThat(log.tryAppend(TestEvents.text("x".repeat(64)), 9)).isTrue();
        assertThat(log.tryAppend(TestEvents.text("x".repeat(2000)), 10)).as("larger than the bound").isTrue();
        assertThat(log.droppedEntries()).isEqualTo(1);
        log.close();
        assertThatIllegalStateException().isThrownBy(() -> log.tryAppend(TestEvents.text(""), 11));
    }

    @Test
    void aReaderMayStartAtTheNewest() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        EventLogReader known = log.openReader("known");
        append(log, 3);
        log.startAtNewest("known");
        log.startAtNewest("new");
        append(log, 1);
        assertThat(all(log.openReader("new"))).containsExactly("4");
        assertThat(all(known)).as("has a position").containsExactly("1", "2", "3", "4");
    }

    @Test
    void theReadersThatAreForgottenAreNamed() throws Exception {
        MemoryEventLog log = new MemoryEventLog(EIGHT, WhenFull.DROP_OLDEST);
        for (String name : List.of("c", "b", "a")) {
            log.openReader(name).close();
        }
        log.openReader("open");
        assertThat(log.keepReaders(List.of("b"))).containsExactly("a", "c");
        assertThat(log.keepReaders(List.of("b"))).isEmpty();
    }

    /** Every sequence is either read or in a gap, once, in order, whatever the readers do. */
    @Test
    void randomReadersMissNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("MemoryEventLogTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            WhenFull policy = random.nextBoolean() ? WhenFull.DROP_OLDEST : WhenFull.DROP_NEWEST;
            MemoryEventLog log = new MemoryEventLog(random.nextInt(1024, 8192), policy);
            EventLogReader[] readers = {log.openReader("a"), log.openReader("b"), log.openReader("c")};
            long[] committed = {1, 1, 1};
            for (int step = 0; step < 300; step++) {
                int r = random.nextInt(3);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        committed[r] = random.nextLong(committed[r], readers[r].position() + 1);
                        readers[r].commit(committed[r]);
                    }
                    case 1 -> {
                        readers[r].rewind();
                        assertThat(readers[r].position()).isEqualTo(committed[r]);
                    }
                    case 2, 3, 4 -> {
                        long before = readers[r].position();
                        String item = next(readers[r]);
                        assertThat(item.isEmpty()).isEqualTo(before == log.endSequence());
                        assertThat(item.isEmpty() || item.startsWith(String.valueOf(before))).isTrue();
                    }
                    default -> append(log, random.nextInt(4));
                }
            }
        }
    }
}
