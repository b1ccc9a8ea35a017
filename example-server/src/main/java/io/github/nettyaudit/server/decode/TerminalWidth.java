package io.github.nettyaudit.server.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The terminal that standard output is, and how wide it is. */
final class TerminalWidth {
    /** Of lines that are not printed on a terminal. */
    static final int DEFAULT = 118;

    private static final Path OUTPUT = Path.of("/proc/self/fd/1");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(?:pts/\\d+|tty\\w*|console)");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})\\s*");
    private static final int SECONDS = 2;

    private TerminalWidth() {
    }

    /** The terminal that standard output is; {@code null} if it is none. */
    static @Nullable Path terminal() {
        try {
            Path target = Files.readSymbolicLink(OUTPUT);
            return TERMINAL.matcher(target.toString()).matches() ? target : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** The columns of the terminal, asked of stty(1); {@link #DEFAULT} if there is none or it does not say. */
    static int columns() {
        Path terminal = terminal();
        if (terminal == null) {
            return DEFAULT;
        }
        try {
            Process size = new ProcessBuilder("stty", "size").redirectInput(terminal.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (InputStream answer = size.getInputStream()) {
                return size.waitFor(SECONDS, TimeUnit.SECONDS)
                        ? columns(new String(answer.readAllBytes(), StandardCharsets.US_ASCII)) : DEFAULT;
            } finally {
                size.destroy();
            }
        } catch (IOException e) {
            return DEFAULT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT;
        }
    }

    /** Reads rows and columns. */
    static int columns(String answer) {
        Matcher matcher = SIZE.matcher(answer);
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return columns == 0 ? DEFAULT : Math.max(WrappedText.LEAST_WIDTH, columns);
    }
}
