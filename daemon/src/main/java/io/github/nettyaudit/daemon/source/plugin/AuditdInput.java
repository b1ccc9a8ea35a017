package io.github.nettyaudit.daemon.source.plugin;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.source.LineSource;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines that auditd writes to the standard input of a plugin ({@code format = string}). The source ends when auditd
 * closes it.
 */
public final class AuditdInput implements LineSource {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditdInput.class);
    private static final int CHUNK = 64 << 10;
    private static final long POLL_MILLIS = 5;

    private final InputStream input;
    private final Intake intake;
    private final PluginLines lines;
    private final Thread thread = new Thread(this::run, "audit-plugin-input");
    private final Object lock = new Object();
    private volatile boolean stopping;
    private volatile Listener listener = problem -> { };
    /** Guarded by the lock. */
    private boolean closed;

    /**
     * Creates the source.
     *
     * @param input  what auditd writes to, such as standard input; its {@link InputStream#available()} must be right
     * @param intake receives the lines; it is closed when the source is stopped
     */
    public AuditdInput(InputStream input, Intake intake) {
        this.input = requireNonNull(input, "input");
        this.intake = requireNonNull(intake, "intake");
        lines = new PluginLines(intake);
    }

    @Override
    public void start(Listener whenEnded) {
        listener = requireNonNull(whenEnded, "whenEnded");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        @Nullable String problem = null;
        try {
            byte[] chunk = new byte[CHUNK];
            for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
                if (!take(chunk, length)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOGGER.debug("standard input cannot be read", e);
            problem = "what auditd writes cannot be read: " + e.getMessage();
        } catch (PluginLines.BinaryFormatException e) {
            problem = e.getMessage();
        }
        synchronized (lock) {
            if (!closed) {
                lines.end();
            }
        }
        if (!stopping) {
            listener.ended(problem);
        }
    }

    private boolean take(byte[] chunk, int length) throws PluginLines.BinaryFormatException {
        synchronized (lock) {
            if (closed || length == 0) {
                return !closed;
            }
            lines.read(chunk, length);
            lines.flush();
            return true;
        }
    }

    /** {@inheritDoc} The thread may go on waiting for input, which it then discards. */
    @Override
    public void stop(Duration longest) throws InterruptedException {
        stopping = true;
        long end = System.nanoTime() + longest.toNanos();
        while (thread.isAlive() && hasMore() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        if (System.nanoTime() - end >= 0) {
            thread.interrupt(); // it may wait for space in the ring
        }
        synchronized (lock) {
            if (!closed) {
                closed = true;
                lines.end();
                intake.close();
            }
        }
    }

    private boolean hasMore() {
        try {
            return input.available() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
