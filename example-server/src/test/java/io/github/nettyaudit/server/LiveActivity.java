package io.github.nettyaudit.server;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A child process that does what the kernel reports when it is told to: calls of getppid, which {@link #rule} makes
 * the kernel report, and user messages. A process of its own, because the kernel audits only what was forked after
 * auditing was turned on.
 */
final class LiveActivity implements AutoCloseable {
    private static final int USER_LOGIN = 1112;
    private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");

    private final Process process;
    private final BufferedReader output;

    private LiveActivity(Process process) throws IOException {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        expect("ready");
    }

    static LiveActivity start() throws IOException {
        return new LiveActivity(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * {@code -a always,exit -F arch=… -S getppid -F pid=…}, with a key, as {@code struct audit_rule_data}: three
     * records for each call.
     */
    byte[] rule(String key) {
        int getppid = AARCH64 ? 173 : 110;
        int[] fields = {11, AARCH64 ? 0xc00000b7 : 0xc000003e, 0, (int) process.pid(), 210, key.length()};
        ByteBuffer rule = ByteBuffer.allocate(1040 + key.length()).order(ByteOrder.nativeOrder());
        rule.putInt(0, 4).putInt(4, 2).putInt(8, fields.length / 2).put(12 + getppid / 8, (byte) (1 << getppid % 8));
        for (int field = 0; field < fields.length / 2; field++) {
            rule.putInt(268 + 4 * field, fields[2 * field]).putInt(524 + 4 * field, fields[2 * field + 1])
                    .putInt(780 + 4 * field, 0x40000000);
        }
        return rule.putInt(1036, key.length()).put(1040, key.getBytes(StandardCharsets.US_ASCII)).array();
    }

    void getppid(int calls) throws IOException {
        startGetppid(calls);
        awaitDone();
    }

    /** Returns at once; {@link #awaitDone()} waits. */
    void startGetppid(int calls) throws IOException {
        command("getppid " + calls);
    }

    /** As {@link #startGetppid}, so many calls in each millisecond. */
    void startGetppid(int calls, int perMillisecond) throws IOException {
        command("getppid " + calls + ' ' + perMillisecond);
    }

    void awaitDone() throws IOException {
        expect("done");
    }

    void userMessage(byte[] text) throws IOException {
        command("user " + java.util.HexFormat.of().formatHex(text));
        awaitDone();
    }

    private void command(String command) throws IOException {
        process.getOutputStream().write((command + '\n').getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    private void expect(String expected) throws IOException {
        String line = output.readLine();
        if (!expected.equals(line)) {
            throw new IOException("the child said " + line + " (expected: " + expected + ')');
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What runs in the child. */
    static final class Program {
        static {
            Native.register(Program.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
        }

        private static native int getppid();

        public static void main(String[] arguments) throws Exception {
            Channel audit = new Bootstrap().group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                    .channel(AuditNetlinkChannel.class).handler(new ChannelInboundHandlerAdapter())
                    .bind(NetlinkAddress.AUTO).sync().channel();
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            System.out.println("ready");
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String[] words = command.split(" ");
                if (words[0].equals("user")) {
                    send(audit, java.util.HexFormat.of().parseHex(words[1]));
                } else if (words.length > 2) {
                    paced(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                } else {
                    for (int left = Integer.parseInt(words[1]); left > 0; left--) {
                        getppid();
                    }
                }
                System.out.println("done");
            }
            System.exit(0);
        }

        private static void paced(int calls, int perMillisecond) {
            long start = System.nanoTime();
            for (int made = 0; made < calls; made++) {
                if (made % perMillisecond == 0) {
                    LockSupport.parkNanos(start + made / perMillisecond * 1_000_000L - System.nanoTime());
                }
                getppid();
            }
        }

        private static void send(Channel audit, byte[] text) throws InterruptedException {
            int length = NetlinkHeaderDescriptor.HEADER_LENGTH + text.length + 1;
            ByteBuf datagram = audit.alloc().buffer(length);
            NetlinkHeaderDescriptor.write(datagram, length, USER_LOGIN, 1, 1, 0);
            audit.writeAndFlush(datagram.writeBytes(text).writeByte(0)).sync();
        }
    }
}
