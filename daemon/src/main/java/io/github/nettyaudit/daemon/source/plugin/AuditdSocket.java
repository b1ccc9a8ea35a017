package io.github.nettyaudit.daemon.source.plugin;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.source.LineSource;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines from the Unix socket of auditd's plugin {@code af_unix} ({@code format = string}). When the connection ends,
 * as it does when auditd is restarted, it connects again, first after 100 ms, then after twice the time of the attempt
 * before, at most 5 s. The kernel's records of the time between are missing, and are reported as missing serials.
 */
public final class AuditdSocket implements LineSource {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditdSocket.class);
    private static final int CHUNK = 64 << 10;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final int ROOT = 0;
    private static final long SOCKET_TYPE = 0140000;
    private static final int TYPE_MASK = 0170000;

    private final Path path;
    private final Intake intake;
    private final PluginLines lines;
    private final Consumer<String> notices;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "audit-plugin-socket");
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable String reported;

    /**
     * Creates the source.
     *
     * @param path    the socket
     * @param intake  receives the lines; it is closed when the source is stopped
     * @param notices receives a sentence for people about each problem
     * @throws IOException if the process cannot open another file
     */
    public AuditdSocket(Path path, Intake intake, Consumer<String> notices) throws IOException {
        this.path = requireNonNull(path, "path");
        this.intake = requireNonNull(intake, "intake");
        this.notices = requireNonNull(notices, "notices");
        lines = new PluginLines(intake);
        selector = Selector.open();
    }

    /**
     * Finds out whether there is a socket that can be trusted, without connecting.
     *
     * @param path the socket
     * @return one sentence without its full stop about what is wrong; {@code null} if nothing is
     */
    public static @Nullable String problem(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
            int user = (int) attributes.get("uid");
            if (((int) attributes.get("mode") & TYPE_MASK) != SOCKET_TYPE) {
                return path + " is not a socket";
            }
            if (user != ROOT && user != (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
                return path + " belongs to another user (uid " + user + "), and not to auditd";
            }
            return Files.isReadable(path) && Files.isWritable(path) ? null : path + " cannot be opened: permission denied";
        } catch (NoSuchFileException e) {
            return path + " is not there; is auditd running, with active = yes in the file of its plugin af_unix?";
        } catch (AccessDeniedException e) {
            return path + " cannot be opened: permission denied";
        } catch (IOException e) {
            return path + " cannot be opened: " + e.getMessage();
        }
    }

    @Override
    public void start(Listener whenEnded) {
        thread.setDaemon(true);
        thread.start();
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            long pause = FIRST_PAUSE_MILLIS;
            while (!isStopped()) {
                if (connect()) {
                    pause = FIRST_PAUSE_MILLIS;
                }
                if (stop.await(pause, TimeUnit.MILLISECONDS)) {
                    break;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            intake.close();
            try {
                selector.close();
            } catch (IOException e) {
                LOGGER.debug("a selector cannot be closed", e);
            }
        }
    }

    /** Connects and reads until the connection ends; returns whether anything was received. */
    private boolean connect() {
        String problem = problem(path);
        if (problem != null) {
            report(problem);
            return false;
        }
        boolean hasReceived = false;
        boolean isConnected = false;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            isConnected = true;
            notices.accept("connected to " + path);
            reported = null;
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            hasReceived = read(channel);
            if (!isStopped()) {
                notices.accept("auditd has closed " + path + "; connecting again");
            }
        } catch (PluginLines.BinaryFormatException e) {
            report(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOGGER.debug("the connection to auditd has failed", e);
            report((isConnected ? "the connection to " + path + " has failed: " : path + " cannot be connected to: ")
                    + e.getMessage());
        }
        lines.cutOff();
        try {
            selector.selectNow(); // forgets the channel
        } catch (IOException e) {
            LOGGER.debug("a selector cannot be used", e);
        }
        return hasReceived;
    }

    private boolean read(SocketChannel channel) throws IOException, PluginLines.BinaryFormatException {
        byte[] chunk = new byte[CHUNK];
        boolean hasReceived = false;
        while (true) {
            boolean isStopped = isStopped();
            int length = channel.read(ByteBuffer.wrap(chunk));
            if (length > 0) {
                hasReceived = true;
                lines.read(chunk, length);
            } else if (length < 0 || isStopped) {
                return hasReceived;
            } else {
                lines.flush();
                selector.select();
                selector.selectedKeys().clear();
            }
        }
    }

    /** Reports a problem once, until there was a connection or another problem. */
    private void report(String problem) {
        if (!problem.equals(reported)) {
            reported = problem;
            notices.accept(problem + "; trying again");
        }
    }

    @Override
    public void stop(Duration longest) throws InterruptedException {
        stop.countDown();
        selector.wakeup();
        thread.join(Math.max(1, longest.toMillis()));
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join();
        }
    }
}
