package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.delivery.Delivery;
import io.github.nettyaudit.daemon.delivery.DeliveryBuilder;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The deliveries of a forwarder, which change while it runs. Thread-safe. */
final class Deliveries {
    private final EventLogs logs;
    private final EventContext host;
    /** Held while deliveries end and begin. */
    private final ReentrantLock changes = new ReentrantLock();
    /** By the names of their sinks; replaced as a whole. */
    private volatile Map<String, Delivery> running = Map.of();
    private boolean closed;

    Deliveries(EventLogs logs, EventContext host) {
        this.logs = logs;
        this.host = host;
    }

    /** Begins deliveries: all, or none; their sinks are closed then. */
    void begin(List<SinkPlan> plans) throws IOException {
        Map<String, Delivery> begun = new LinkedHashMap<>();
        try {
            for (SinkPlan plan : plans) {
                begun.put(plan.name(), start(plan));
            }
        } catch (IOException | RuntimeException e) {
            begun.values().forEach(delivery -> delivery.requestStop(Duration.ZERO));
            plans.subList(begun.size(), plans.size()).forEach(plan -> plan.sink().close(Duration.ZERO));
            awaitEnd(begun.values());
            throw e;
        }
        Map<String, Delivery> all = new LinkedHashMap<>(running);
        all.putAll(begun);
        running = all;
    }

    private static void awaitEnd(Collection<Delivery> deliveries) {
        try {
            for (Delivery delivery : deliveries) {
                delivery.stop(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Delivery start(SinkPlan plan) throws IOException {
        if (plan.startAtNewest()) {
            logs.startAtNewest(plan.name());
        }
        DeliveryBuilder builder = Delivery.builder(plan.name(), plan.sink(), new StoredEventDecoder(host), plan.encoder())
                .filter(plan.filter()).lossContext(host).options(plan.options());
        if (plan.deadLetters() != null) {
            builder.deadLetters(plan.deadLetters());
        }
        return builder.start(logs.log());
    }

    /** See {@link Forwarder#replaceSinks}. */
    void replace(Collection<String> ended, SinkOpener begun, Duration timeout)
            throws IOException, InterruptedException {
        changes.lockInterruptibly();
        try {
            requireOpen();
            for (String name : ended) {
                if (!running.containsKey(name)) {
                    throw new IllegalArgumentException("name: " + name + " (expected: one of " + names() + ')');
                }
            }
            end(ended, timeout);
            begin(begun.open());
        } finally {
            changes.unlock();
        }
    }

    /** See {@link Forwarder#forgetAbsentSinks}. */
    List<String> forgetOthers() throws IOException, InterruptedException {
        changes.lockInterruptibly();
        try {
            requireOpen();
            return logs.keepOnly(names());
        } finally {
            changes.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the forwarder is closed");
        }
    }

    private void end(Collection<String> names, Duration timeout) throws IOException, InterruptedException {
        Map<String, Delivery> all = new LinkedHashMap<>(running);
        names.forEach(name -> all.get(name).requestStop(timeout));
        List<String> stuck = new ArrayList<>();
        for (String name : names) {
            Delivery delivery = all.get(name);
            delivery.stop(timeout);
            if (delivery.awaitEnd(Duration.ZERO)) {
                all.remove(name);
            } else {
                stuck.add(name);
            }
        }
        running = all;
        if (!stuck.isEmpty()) {
            throw new IOException("sinks that do not end: " + String.join(", ", stuck));
        }
    }

    List<String> names() {
        return List.copyOf(running.keySet());
    }

    List<DeliveryStatus> status() {
        return running.values().stream().map(Delivery::status).toList();
    }

    /** Whether there are deliveries and all have ended, by a time at the latest. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        if (!haveEnded(end) || !changes.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            return haveEnded(end); // also those that have begun meanwhile
        } finally {
            changes.unlock();
        }
    }

    private boolean haveEnded(long end) throws InterruptedException {
        Collection<Delivery> all = running.values();
        for (Delivery delivery : all) {
            if (!delivery.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return !all.isEmpty();
    }

    /** Returns whether everything was delivered. */
    boolean close(Duration timeout) throws InterruptedException {
        changes.lockInterruptibly();
        try {
            closed = true;
            boolean delivered = true;
            running.values().forEach(delivery -> delivery.requestClose(timeout));
            for (Delivery delivery : running.values()) {
                delivered &= delivery.close(timeout);
            }
            return delivered;
        } finally {
            changes.unlock();
        }
    }
}
