package io.github.nettyaudit.testkit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A child process that makes the {@link HostileCalls}, in a directory of a hostile name, when it is told to: mkdirat(2)
 * with the number as the mode, which fails, and programs that do nothing with their arguments.
 */
final class HostileProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    /** Starts the process, which makes its directory in another one and waits. */
    HostileProgram(Path parent) throws IOException {
        process = ChildJvm.start(Program.class, parent.toString());
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        expect("ready");
    }

    long pid() {
        return process.pid();
    }

    /** Has it make calls with paths, of these numbers; returns at once. */
    void callWithPaths(int from, int to) throws IOException {
        command("paths " + from + ' ' + to + '\n');
    }

    /** Has it run programs of these numbers; returns at once. */
    void runPrograms(int from, int to) throws IOException {
        command("programs " + from + ' ' + to + '\n');
    }

    private void command(String command) throws IOException {
        process.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    void awaitDone() throws IOException {
        expect("done");
    }

    private void expect(String expected) throws IOException {
        String line = output.readLine();
        if (!expected.equals(line)) {
            throw new IOException("the child said " + line + " (expected: " + expected + ")");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** What runs in the child. */
    static final class Program {
        private static final int AT_FDCWD = -100;
        private static final int NO_DIRECTORY = -1;
        private static final byte[] TRUE = terminated("/bin/true".getBytes(StandardCharsets.US_ASCII));

        static {
            Native.register(Program.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
        }

        private static native int mkdirat(int directory, byte[] path, int mode) throws LastErrorException;

        private static native int chdir(byte[] path) throws LastErrorException;

        private static native int posix_spawn(IntByReference pid, byte[] path, Pointer actions, Pointer attributes,
                Pointer arguments, Pointer environment);

        private static native int waitpid(int pid, IntByReference status, int options) throws LastErrorException;

        private static byte[] terminated(byte[] text) {
            return Arrays.copyOf(text, text.length + 1);
        }

        public static void main(String... arguments) throws IOException {
            byte[] parent = (arguments[0] + '/').getBytes(StandardCharsets.UTF_8);
            byte[] directory = Arrays.copyOf(parent, parent.length + HostileCalls.directory().length + 1);
            System.arraycopy(HostileCalls.directory(), 0, directory, parent.length, HostileCalls.directory().length);
            mkdirat(AT_FDCWD, directory, 0700);
            chdir(directory);
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            System.out.println("ready");
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String[] words = command.split(" ");
                for (int id = Integer.parseInt(words[1]); id < Integer.parseInt(words[2]); id++) {
                    if (words[0].equals("paths")) {
                        call(HostileCalls.path(id), id);
                    } else {
                        run(HostileCalls.arguments(id));
                    }
                }
                System.out.println("done");
            }
        }

        private static void call(byte[] path, int id) {
            try {
                mkdirat(NO_DIRECTORY, terminated(path), id);
            } catch (LastErrorException expected) {
                // EBADF, as no directory has this number
            }
        }

        private static void run(List<byte[]> arguments) throws IOException {
            long size = arguments.stream().mapToLong(argument -> argument.length + 1).sum();
            try (Memory texts = new Memory(size); Memory pointers = new Memory(8L * arguments.size() + 8)) {
                long text = 0;
                for (int i = 0; i < arguments.size(); i++) {
                    byte[] argument = terminated(arguments.get(i));
                    texts.write(text, argument, 0, argument.length);
                    pointers.setPointer(8L * i, texts.share(text));
                    text += argument.length;
                }
                pointers.setPointer(8L * arguments.size(), null);
                IntByReference pid = new IntByReference();
                int errno = posix_spawn(pid, TRUE, null, null, pointers, pointers.share(8L * arguments.size()));
                if (errno != 0) {
                    throw new IOException("posix_spawn: errno " + errno);
                }
                waitpid(pid.getValue(), new IntByReference(), 0);
            }
        }
    }
}
