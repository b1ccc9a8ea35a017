package io.github.nettyaudit.daemon.source.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that keeps up to where logs are stored. It is replaced as a whole: written under a temporary name, forced to the
 * disk, renamed. Text: a line for each file, in the order in which they were read, and a checksum.
 * <pre>
 * netty-audit log positions 1
 * file NUMBER STORED HEAD-LENGTH HEAD KEY LOG
 * crc32c CHECKSUM
 * </pre>
 * Numbers are hexadecimal but for STORED and HEAD-LENGTH; the path of the log has its bytes as percent signs and digits
 * where they are no printable ASCII.
 */
final class LogPositions {
    private static final String FIRST = "netty-audit log positions 1";
    private static final int HEXADECIMAL = 16;
    /** So many files of each log are remembered, more than are read in one interval. */
    private static final int MOST_FILES = 256;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final List<LogFileRecord> records = new ArrayList<>();

    private LogPositions(Path file) {
        this.file = file;
    }

    /** Reads the file; one that is damaged is kept under another name, and reported. */
    static LogPositions open(Path file, Consumer<String> notices) throws IOException {
        LogPositions positions = new LogPositions(file);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file)) { // reading a FIFO would wait for its writer
                throw new IOException(file + " is not a regular file: positions of logs cannot be kept there");
            }
            String problem = positions.parse(Files.readAllBytes(file));
            if (problem != null) {
                positions.records.clear();
                Path kept = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
                notices.accept(file + " cannot be used: " + problem + ". It is kept as " + kept
                        + "; the logs are read as at the first start");
            }
        }
        return positions;
    }

    private @Nullable String parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int last = text.lastIndexOf("crc32c ");
        if (!text.startsWith(FIRST + '\n')) {
            return "it is not a file of positions, or of another version";
        }
        if (last < 0 || !text.substring(last).equals("crc32c " + checksum(text.substring(0, last)) + '\n')) {
            return "it is damaged";
        }
        try (Scanner scanner = new Scanner(text.substring(FIRST.length(), last))) {
            while (scanner.hasNext()) {
                scanner.next();
                long number = Long.parseUnsignedLong(scanner.next(), HEXADECIMAL);
                long stored = scanner.nextLong();
                int headLength = scanner.nextInt();
                int head = Integer.parseUnsignedInt(scanner.next(), HEXADECIMAL);
                String key = unescape(scanner.next());
                records.add(new LogFileRecord(number, unescape(scanner.next()), key, headLength, head, stored));
            }
        } catch (NoSuchElementException | NumberFormatException e) {
            return "it has a line that cannot be read";
        }
        return null;
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                escaped.append((char) b);
            } else {
                escaped.append(String.format("%%%02x", b & 0xff));
            }
        }
        return escaped.toString();
    }

    private static String unescape(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(text, i + 1, Math.min(i + 3, text.length()), HEXADECIMAL));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** The files of a log, in the order in which they were read. */
    List<LogFileRecord> of(String log) {
        return records.stream().filter(known -> known.log().equals(log)).toList();
    }

    /** Adds a file that begins to be read, and writes the file of positions: its number may be in the ring from now on. */
    void add(LogFileRecord begun) throws IOException {
        records.add(begun);
        List<LogFileRecord> ofLog = of(begun.log());
        for (int i = 0; i < ofLog.size() - MOST_FILES; i++) {
            records.remove(ofLog.get(i));
        }
        write();
    }

    /** Notes up to where files are stored; {@link #write()} keeps it. */
    void stored(Map<Long, Long> offsets) {
        records.replaceAll(known -> {
            Long offset = offsets.get(known.number());
            return offset == null || offset <= known.stored() ? known : known.storedUpTo(offset);
        });
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        for (LogFileRecord known : records) {
            text.append("file ").append(Long.toHexString(known.number())).append(' ').append(known.stored()).append(' ')
                    .append(known.headLength()).append(' ').append(Integer.toHexString(known.head())).append(' ')
                    .append(escape(known.key())).append(' ').append(escape(known.log())).append('\n');
        }
        String checksum = checksum(text.toString());
        text.append("crc32c ").append(checksum).append('\n');
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), OWNER_ONLY)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
