package io.github.nettyaudit.daemon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sinks, crashes and logs: in the end each event is with the sink, or a dead letter, or filtered out, or in a
 * reported gap. Nothing else may happen to it.
 */
class DeliveryModelTest {
    private static final int ROUNDS = 40;
    private static final Pattern SERIAL = Pattern.compile("\"serial\":(\\d+),");
    private static final Pattern GAP = Pattern.compile("events (\\d+) to (\\d+) of the log");

    private SplittableRandom random = new SplittableRandom();
    private final List<CompletableFuture<Void>> moments = new ArrayList<>();

    private static boolean isFiltered(long serial) {
        return serial % 7 == 0;
    }

    private static boolean isRefused(long serial) {
        return serial % 11 == 0;
    }

    private static boolean isUnencodable(long serial) {
        return serial % 13 == 0;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostSilently(boolean inOrder) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("DeliveryModelTest seed " + seed);
        random = new SplittableRandom(seed);
        for (int i = 0; i < ROUNDS; i++) {
            round(inOrder);
        }
    }

    @Test
    void theModelSeesALossAndAnotherOrder() {
        assertThat(isAscending(List.of(1L, 2L, 5L))).isTrue();
        assertThat(isAscending(List.of(1L, 5L, 2L))).isFalse();
        assertThat(lastOccurrences(List.of(1L, 3L, 2L, 3L))).containsExactly(1L, 2L, 3L);
    }

    private void round(boolean inOrder) throws InterruptedException {
        MemoryEventLog log = new MemoryEventLog(random.nextBoolean() ? 1 << 20 : random.nextInt(2000, 60_000),
                random.nextBoolean() ? WhenFull.DROP_OLDEST : WhenFull.DROP_NEWEST);
        DeliveryOptions options = DeliveryOptions.DEFAULTS.withBatch(random.nextInt(1, 8), random.nextInt(100, 5000),
                Duration.ofMillis(random.nextInt(3))).withInFlight(random.nextInt(1, 5)).withInOrder(inOrder)
                .withAnswerTimeout(Duration.ofSeconds(2));
        ScriptedSink sink = new ScriptedSink().thenAlways(batch -> step(inOrder).take(batch));
        List<String> letters = new ArrayList<>();
        DeliveryRig rig = rig(log, options, sink, letters);
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(10)) {
                case 0 -> sink.failFlush("I/O error");
                case 1 -> rig.letters.failures = random.nextInt(3);
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        letters.addAll(rig.letters.lines);
                        rig = rig(log, options, sink, letters);
                    }
                }
                case 3 -> moments.stream().skip(random.nextInt(2)).forEach(moment -> moment.complete(null));
                case 4, 5, 6 -> rig.append(random.nextInt(20)).settle();
                default -> rig.advance(Duration.ofMillis(random.nextInt(1500)));
            }
        }
        rig.letters.failures = 0;
        sink.thenAlways(DeliveryModelTest::healthy);
        moments.forEach(moment -> moment.complete(null));
        rig.commit();
        rig.close();
        letters.addAll(rig.letters.lines);
        check(log, sink, letters, inOrder);
    }

    /** Kills a delivery, if there is one, and starts another. */
    private DeliveryRig rig(MemoryEventLog log, DeliveryOptions options, ScriptedSink sink, List<String> letters) {
        DeliveryRig rig = new DeliveryRig(log);
        rig.options = options;
        rig.filter = (event, context) -> !isFiltered(event.serial());
        RawEventEncoder raw = new RawEventEncoder();
        rig.encoder = (event, context, out) -> {
            raw.encode(event, context, out);
            if (event.serial() != 0 && isUnencodable(event.serial())) {
                throw new IllegalStateException("cannot be encoded");
            }
        };
        return rig.start(sink, log.reopenReader("test"));
    }

    private SinkStep step(boolean inOrder) {
        return switch (random.nextInt(12)) {
            case 0 -> SinkStep.fail("down");
            case 1 -> SinkStep.NEVER;
            case 2 -> SinkStep.raise(new IllegalStateException("defect"));
            case 3 -> SinkStep.answer(SinkResult.of(77).build());
            case 4 -> SinkStep.answer(this::partial);
            case 5 -> {
                // in order only within a delivery: what a late answer accepts is out of order for everybody
                if (inOrder) {
                    yield SinkStep.answer(this::partial);
                }
                CompletableFuture<Void> moment = new CompletableFuture<>();
                moments.add(moment);
                yield SinkStep.after(moment, DeliveryModelTest::healthy);
            }
            default -> DeliveryModelTest::healthy;
        };
    }

    private static CompletableFuture<SinkResult> healthy(SinkBatch batch) {
        SinkResult.Builder result = SinkResult.of(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (batch.origin(i).serial() != 0 && isRefused(batch.origin(i).serial())) {
                result.refuse(i, "refused");
            }
        }
        return CompletableFuture.completedFuture(result.build());
    }

    private SinkResult partial(SinkBatch batch) {
        SinkResult.Builder result = SinkResult.of(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (random.nextInt(3) == 0) {
                result.tryAgain(i, "429");
            } else if (batch.origin(i).serial() != 0 && isRefused(batch.origin(i).serial())) {
                result.refuse(i, "refused");
            }
        }
        return result.build();
    }

    private static void check(MemoryEventLog log, ScriptedSink sink, List<String> letters, boolean inOrder) {
        BitSet seen = new BitSet();
        BitSet lost = new BitSet();
        for (ReceivedDocument document : sink.accepted()) {
            Matcher gap = GAP.matcher(document.text());
            if (gap.find()) {
                lost.set(Integer.parseInt(gap.group(1)), Integer.parseInt(gap.group(2)) + 1);
            } else {
                seen.set((int) document.sequence());
                assertThat(document.text().contains("\"serial\":" + document.sequence() + ',')).isTrue();
            }
        }
        BitSet dead = new BitSet();
        for (String letter : letters) {
            Matcher serial = SERIAL.matcher(letter);
            assertThat(serial.find()).isTrue();
            dead.set(Integer.parseInt(serial.group(1)));
        }
        for (int i = 1; i < log.endSequence(); i++) {
            if (isFiltered(i) || isUnencodable(i) || isRefused(i)) {
                assertThat(seen.get(i)).as("event %d", i).isFalse();
            }
            if (!isFiltered(i) && (isUnencodable(i) || isRefused(i))) {
                assertThat(lost.get(i) || dead.get(i)).as("dead letter %d", i).isTrue();
            } else if (!isFiltered(i)) {
                assertThat(seen.get(i) || lost.get(i)).as("event %d of %d", i, log.endSequence() - 1).isTrue();
            }
        }
        if (inOrder && lost.isEmpty()) {
            // what was delivered, and lost before it could be delivered again, is out of order
            List<Long> events = sink.acceptedSequences();
            assertThat(isAscending(lastOccurrences(events))).as("%s", events).isTrue();
        }
    }

    private static List<Long> lastOccurrences(List<Long> sequences) {
        Map<Long, Integer> last = new HashMap<>();
        for (int i = 0; i < sequences.size(); i++) {
            last.put(sequences.get(i), i);
        }
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            if (last.get(sequences.get(i)) == i) {
                kept.add(sequences.get(i));
            }
        }
        return kept;
    }

    private static boolean isAscending(List<Long> sequences) {
        for (int i = 1; i < sequences.size(); i++) {
            if (sequences.get(i) <= sequences.get(i - 1)) {
                return false;
            }
        }
        return true;
    }
}
