package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.server.io.FileOwner;
import io.github.nettyaudit.server.io.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk which rules of {@code @starter} a server has loaded, so that the next one can delete them if this one is
 * killed:
 * <pre>
 * netty-audit starter 1
 * boot e5735260-4c03-4746-8ac1-ac17f010b57d
 * process 4711 1234567
 * rule 0400000002…
 * end
 * </pre>
 * A process is named by its id and its start in clock ticks since the boot. Files that other users can write, and those
 * of another boot, are not used. Blocks for as long as the disk does.
 */
final class StarterState {
    private static final String HEADER = "netty-audit starter 1";
    private static final String END = "end";
    private static final Path PROC = Path.of("/proc");
    private static final int LARGEST = 1 << 20;
    private static final int OTHERS_MAY_WRITE = 0022;
    /** The start time is the 22nd field of {@code /proc/PID/stat}, proc(5): the 20th after the name. */
    private static final int START_TIME = 19;

    private final Path directory;
    private final Path file;

    /** @param directory made with mode 0700 when the file is written; its parent must exist */
    StarterState(Path directory) {
        this.directory = directory;
        file = directory.resolve("starter-rules");
    }

    /**
     * What a server has written.
     *
     * @param pid     the process
     * @param isAlive whether it still runs
     * @param rules   the rules that it has loaded
     */
    record Saved(long pid, boolean isAlive, List<AuditRule> rules) {
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /**
     * Reads the file.
     *
     * @return its content; {@code null} if there is none of this boot
     * @throws IOException when it cannot be read, or is not to be trusted
     */
    @Nullable Saved read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        requireOnlyOurs(directory);
        try {
            requireOnlyOurs(file);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
                throw new IOException(file + " is not a regular file of at most " + LARGEST + " bytes");
            }
            return parse(new String(readAll(), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + " is damaged", e);
        }
    }

    private byte[] readAll() throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the end
            }
            byte[] content = new byte[bytes.position()];
            bytes.flip().get(content);
            return content;
        }
    }

    private static @Nullable Saved parse(String text) throws IOException {
        List<String> lines = text.lines().toList();
        if (!text.endsWith('\n' + END + '\n') || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException("not complete");
        }
        if (!lines.get(1).equals("boot " + boot())) {
            return null;
        }
        String[] process = lines.get(2).split(" ");
        long pid = Long.parseLong(process[1]);
        List<AuditRule> rules = new ArrayList<>();
        for (String line : lines.subList(3, lines.size() - 1)) {
            rules.add(AuditRule.decode(HexFormat.of().parseHex(line.substring("rule ".length()))));
        }
        return new Saved(pid, process[2].equals(startOf(pid)), List.copyOf(rules));
    }

    /** Replaces the content, before the rules are loaded. */
    void write(List<AuditRule> rules) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        requireOnlyOurs(directory);
        long pid = ProcessHandle.current().pid();
        StringBuilder text = new StringBuilder(HEADER).append("\nboot ").append(boot()).append("\nprocess ").append(pid)
                .append(' ').append(startOf(pid)).append('\n');
        rules.forEach(rule -> text.append("rule ").append(HexFormat.of().formatHex(rule.encode())).append('\n'));
        Path fresh = directory.resolve("starter-rules." + pid + ".new");
        try {
            try (FileChannel channel = PrivateFile.create(fresh, true)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.append(END).append('\n').toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The rules are no longer loaded. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String boot() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.US_ASCII).strip();
    }

    /** When a process was started; empty if there is none of this id. The name of a process may have any characters. */
    private static String startOf(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TIME];
        } catch (IOException e) {
            return "";
        }
    }

    private static void requireOnlyOurs(Path path) throws IOException {
        FileOwner owner = FileOwner.of(path);
        if (!owner.isTrusted() || (owner.mode() & OTHERS_MAY_WRITE) != 0) { // a symbolic link has all permissions
            throw new IOException("other users can change " + path);
        }
    }
}
