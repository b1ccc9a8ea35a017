package io.github.nettyaudit.server.systemd;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Plays the service manager: receives what sd_notify(3) sends, keeps the sockets that it is given, closes those that are
 * to be removed, and answers barriers.
 */
public final class Holder implements AutoCloseable {
    private static final int LONGEST = 4096;
    private static final int MOST_CONTROL = 256;

    private final String address;
    private final int fd;
    private final Thread thread = new Thread(this::run, "holder");
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Map<Integer, String> kept = new LinkedHashMap<>();
    private final List<Integer> barriers = new ArrayList<>();
    private boolean answersBarriers = true;
    private volatile boolean closed;

    /** @param address a path, or a name after {@code @} */
    public Holder(String address) throws IOException {
        this.address = address;
        fd = TestLibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = path[0] == '@';
        try (Memory memory = new Memory(110)) {
            memory.clear();
            memory.setShort(0, (short) LibC.AF_UNIX);
            memory.write(2, path, 0, path.length);
            if (isAbstract) {
                memory.setByte(2, (byte) 0);
            }
            if (TestLibC.bind(fd, Memory.nativeValue(memory), 2 + path.length + (isAbstract ? 0 : 1)) < 0) {
                throw NotifySocket.failure("bind");
            }
        }
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return address;
    }

    /** All messages so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** The names of the sockets that are kept, in the order in which they came. */
    public synchronized List<String> names() {
        return List.copyOf(kept.values());
    }

    /** The descriptors, which stay this object's, and their names. */
    synchronized Map<Integer, String> kept() {
        return new LinkedHashMap<>(kept);
    }

    /** Barriers that come from now on wait for {@link #answerBarriers}. */
    synchronized void holdBarriers() {
        answersBarriers = false;
    }

    synchronized void answerBarriers() {
        answersBarriers = true;
        barriers.forEach(TestLibC::close);
        barriers.clear();
    }

    private void run() {
        try (Memory message = new Memory(72); Memory bytes = new Memory(LONGEST); Memory control = new Memory(MOST_CONTROL)) {
            while (!closed) {
                if (!NotifySocket.poll(fd, LibC.POLLIN, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100))) {
                    continue;
                }
                message.clear();
                control.clear();
                message.setLong(16, Memory.nativeValue(message) + 56);
                message.setLong(24, 1);
                message.setLong(32, Memory.nativeValue(control));
                message.setLong(40, MOST_CONTROL);
                message.setLong(56, Memory.nativeValue(bytes));
                message.setLong(64, LONGEST);
                long length = TestLibC.recvmsg(fd, Memory.nativeValue(message), TestLibC.MSG_CMSG_CLOEXEC);
                if (length >= 0) {
                    int count = message.getLong(40) == 0 ? 0 : (int) (control.getLong(0) - 16) / Integer.BYTES;
                    received(new String(bytes.getByteArray(0, (int) length), StandardCharsets.UTF_8),
                            count == 0 ? new int[0] : control.getIntArray(16, count));
                }
            }
        }
    }

    private synchronized void received(String text, int[] descriptors) {
        List<String> lines = text.lines().toList();
        String name = lines.stream().filter(line -> line.startsWith("FDNAME=")).map(line -> line.substring(7)).findFirst()
                .orElse("stored");
        if (lines.contains("FDSTORE=1")) {
            for (int one : descriptors) {
                kept.put(one, name);
            }
        } else if (lines.contains("BARRIER=1")) {
            for (int one : descriptors) {
                barriers.add(one);
            }
            if (answersBarriers) {
                answerBarriers();
            }
        } else if (lines.contains("FDSTOREREMOVE=1")) {
            kept.entrySet().removeIf(entry -> {
                boolean removed = entry.getValue().equals(name);
                if (removed) {
                    TestLibC.close(entry.getKey());
                }
                return removed;
            });
        }
        messages.add(text);
    }

    /** Closes all sockets, as systemd does when a unit is stopped. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            answerBarriers();
            kept.keySet().forEach(TestLibC::close);
            kept.clear();
            TestLibC.close(fd);
        }
    }
}
