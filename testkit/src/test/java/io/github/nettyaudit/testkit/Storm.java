package io.github.nettyaudit.testkit;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A child process that makes the kernel emit records when it is told to: by calls of getppid, which a rule must match
 * (three records each), or by user messages (one each). A process of its own, because the kernel audits only what was
 * forked after auditing was first on, and puts to sleep who outruns it.
 */
final class Storm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Storm(Process process) throws IOException {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        expect("ready");
    }

    /** Starts the process, which does nothing yet. */
    static Storm start() throws IOException {
        return new Storm(ChildJvm.start(Program.class));
    }

    long pid() {
        return process.pid();
    }

    /** Has it call getppid so many times; returns at once. */
    void getppid(int calls) throws IOException {
        command("getppid " + calls);
    }

    /** Has it send so many user messages; returns at once. */
    void userMessages(int messages) throws IOException {
        command("user " + messages);
    }

    /** Waits until what was asked for is done. */
    void awaitDone() throws IOException {
        expect("done");
    }

    /** Kills the process; whatever it was at. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private void command(String command) throws IOException {
        process.getOutputStream().write((command + '\n').getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    private void expect(String expected) throws IOException {
        String line = output.readLine();
        if (!expected.equals(line)) {
            throw new IOException("the child said " + line + " (expected: " + expected + ")");
        }
    }

    /** What runs in the child. */
    static final class Program {
        private static final int USER_LOGIN = 1112;

        static {
            Native.register(Program.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
        }

        private static native int getppid();

        public static void main(String... arguments) throws IOException {
            BufferedReader commands =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            int audit = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 9);
            System.out.println("ready");
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String[] words = command.split(" ");
                for (int left = Integer.parseInt(words[1]); left > 0; left--) {
                    if (words[0].equals("getppid")) {
                        getppid();
                    } else {
                        sendUserMessage(audit, left);
                    }
                }
                System.out.println("done");
            }
        }

        private static void sendUserMessage(int socket, int number) {
            byte[] text = ("op=login acct=\"storm\" id=" + number + " res=success\0")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] message = ByteBuffer.allocate(16 + text.length).order(ByteOrder.nativeOrder())
                    .putInt(16 + text.length).putShort((short) USER_LOGIN).putShort((short) 1).putInt(number).putInt(0)
                    .put(text).array();
            byte[] kernel = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder())
                    .putShort((short) LibC.AF_NETLINK).array();
            LibC.sendto(socket, message, message.length, 0, kernel, kernel.length);
        }
    }
}
