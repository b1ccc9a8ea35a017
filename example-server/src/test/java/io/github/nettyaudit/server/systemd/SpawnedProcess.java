package io.github.nettyaudit.server.systemd;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A child process that inherits file descriptors, from 3 on, and is told so as sd_listen_fds(3) describes. Java's own
 * way to start a process closes them.
 */
public final class SpawnedProcess implements AutoCloseable {
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int ACTIONS_LENGTH = 256; // posix_spawn_file_actions_t has 80 bytes in glibc
    private static final int PRIVATE = 0600;

    private final int pid;
    private final Path output;
    private boolean waited;

    private SpawnedProcess(int pid, Path output) {
        this.pid = pid;
        this.output = output;
    }

    /**
     * Starts a command with the sockets that a holder keeps.
     *
     * @param output gets standard output and standard error, one after the other with those of earlier processes
     */
    public static SpawnedProcess start(Holder holder, Path output, List<String> command) throws IOException {
        Map<Integer, String> sockets = holder.kept();
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.put("NOTIFY_SOCKET", holder.address());
        environment.put("FDSTORE", "1");
        environment.put("LISTEN_FDS", Integer.toString(sockets.size()));
        environment.put("LISTEN_FDNAMES", String.join(":", sockets.values()));
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "LISTEN_PID=$$ exec \"$@\"", "sh"));
        words.addAll(command);
        List<String> variables = environment.entrySet().stream().map(entry -> entry.getKey() + '=' + entry.getValue())
                .toList();
        try (Memory actions = new Memory(ACTIONS_LENGTH); Memory pid = new Memory(Integer.BYTES);
                Memory arguments = strings(words); Memory variableStrings = strings(variables)) {
            long address = Memory.nativeValue(actions);
            TestLibC.posix_spawn_file_actions_init(address);
            try {
                TestLibC.posix_spawn_file_actions_addopen(address, 1, output.toString(),
                        TestLibC.O_CREATE_WRITE | TestLibC.O_APPEND, PRIVATE);
                TestLibC.posix_spawn_file_actions_adddup2(address, 1, 2);
                List<Integer> copies = new ArrayList<>();
                for (int fd : sockets.keySet()) { // numbers that the targets do not have
                    copies.add(TestLibC.fcntl(fd, TestLibC.F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR + sockets.size()));
                }
                for (int i = 0; i < copies.size(); i++) {
                    TestLibC.posix_spawn_file_actions_adddup2(address, copies.get(i), FIRST_DESCRIPTOR + i);
                }
                int failed = TestLibC.posix_spawn(Memory.nativeValue(pid), "/bin/sh", address, 0,
                        Memory.nativeValue(arguments), Memory.nativeValue(variableStrings));
                copies.forEach(TestLibC::close);
                if (failed != 0) {
                    throw new IOException("posix_spawn failed with " + failed);
                }
            } finally {
                TestLibC.posix_spawn_file_actions_destroy(address);
            }
            return new SpawnedProcess(pid.getInt(0), output);
        }
    }

    /** An array of strings with NULL at its end, in one piece of memory that is freed with it. */
    private static Memory strings(List<String> words) {
        List<byte[]> bytes = words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
        long start = (words.size() + 1L) * Long.BYTES;
        Memory memory = new Memory(start + bytes.stream().mapToLong(word -> word.length + 1).sum());
        memory.clear();
        for (int i = 0; i < bytes.size(); i++) {
            memory.setPointer((long) i * Long.BYTES, new Pointer(Memory.nativeValue(memory) + start));
            memory.write(start, bytes.get(i), 0, bytes.get(i).length);
            start += bytes.get(i).length + 1;
        }
        return memory;
    }

    public int pid() {
        return pid;
    }

    /** What the processes have written so far. */
    public String said() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    /** Sends SIGKILL and waits. */
    public void kill() {
        TestLibC.kill(pid, TestLibC.SIGKILL);
        await();
    }

    /** Sends SIGTERM; returns the exit code, or 128 and the signal. */
    public int terminate() {
        TestLibC.kill(pid, TestLibC.SIGTERM);
        return await();
    }

    /** Waits for the end; returns the exit code, or 128 and the signal. */
    public int await() {
        waited = true;
        try (Memory status = new Memory(Integer.BYTES)) {
            while (TestLibC.waitpid(pid, Memory.nativeValue(status), 0) < 0) {
                // interrupted by a signal
            }
            int value = status.getInt(0);
            return (value & 0x7f) == 0 ? value >> 8 & 0xff : 128 + (value & 0x7f);
        }
    }

    @Override
    public void close() {
        if (!waited) {
            terminate();
        }
    }
}
