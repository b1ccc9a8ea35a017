package io.github.nettyaudit.daemon.source.log;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one log, cuts it into lines, and gives each to the intake with its place. */
final class LogTail implements Closeable {
    private static final int CHUNK = 64 << 10;

    private final int index;
    private final String log;
    private final FollowedFile file;
    private final LogPositions positions;
    private final Intake intake;
    private final Consumer<String> notices;
    private final BooleanSupplier isStopped;
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line);
    private final byte[] chunk = new byte[CHUNK];
    private int pending;
    /** The file that is being read; {@code null} until its first line, or the beginning of a long one, was read. */
    private @Nullable LogFileRecord record;
    private int number;
    private final byte[] head = new byte[LogFileRecord.LONGEST_HEAD];
    private int headLength;
    /** The bytes that the splitter has received, and where the chunk begins in its file. */
    private long total;
    private long chunkStart;
    private long cutLines;
    /** Up to where lines were given. */
    private long given;
    private boolean isIncomplete;

    LogTail(int index, LogFilesOptions options, LogStart start, LogPositions positions, Intake intake,
            BooleanSupplier isStopped) throws IOException {
        this.index = index;
        this.positions = positions;
        this.intake = intake;
        this.isStopped = isStopped;
        log = options.logs().get(index).toString();
        notices = options.notices();
        LogFileRecord first = start.first();
        record = first == null || first.headLength() == 0 ? null : first;
        given = start.offset();
        file = start.open();
        if (start.isMissing()) {
            lost("The file of the log " + log + " that was read last is not there any more; what was appended to it is"
                    + " lost.");
        }
    }

    private void lost(String sentence) {
        notices.accept(sentence.substring(0, sentence.length() - 1));
        intake.loss(AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN, sentence);
    }

    /** Whether there is a file. */
    boolean isOpen() {
        return file.isOpen();
    }

    /**
     * Reads a chunk.
     *
     * @return whether there was anything to read
     */
    boolean read() throws IOException {
        if (pending == 0) {
            long before = file.end();
            int length = file.read(chunk);
            String damage = file.takeDamage();
            if (damage != null) {
                lost(damage + '.');
            }
            if (length <= 0) {
                return false;
            }
            if (file.number() != number) {
                number = file.number();
                record = null;
                headLength = 0;
                given = 0;
                before = 0;
            }
            // a newline that was added is in no file
            chunkStart = file.end() == before && before > 0 ? before : file.end() - length;
            pending = length;
            addToHead(length);
        }
        if (record == null && headLength > 0) {
            begin();
        }
        int length = pending;
        pending = 0;
        ByteBuf bytes = Unpooled.wrappedBuffer(chunk, 0, length);
        splitter.read(bytes);
        total += length;
        return true;
    }

    private void addToHead(int length) {
        for (int i = 0; i < length && chunkStart + i < head.length; i++) {
            head[(int) chunkStart + i] = chunk[i];
            headLength = (int) chunkStart + i + 1;
        }
    }

    /** Makes the file known, if its first line is there, before a line of it is in the ring. */
    private void begin() throws IOException {
        int length = 0;
        while (length < headLength && head[length] != '\n') {
            length++;
        }
        if (length == headLength && length < head.length) {
            return; // the line goes on
        }
        length = Math.min(length + 1, head.length);
        int checksum = LogFileRecord.checksum(head, length);
        List<LogFileRecord> known = positions.of(log);
        for (int i = known.size() - 1; i >= 0 && record == null; i--) {
            if (known.get(i).headLength() == length && known.get(i).head() == checksum) {
                record = known.get(i);
            }
        }
        if (record == null) {
            LogFileRecord begun = new LogFileRecord(ThreadLocalRandom.current().nextLong(), log,
                    String.valueOf(file.key()), length, checksum, -1);
            positions.add(begun);
            record = begun;
        }
    }

    private void line(ByteBuf buffer, int start, int end) {
        LogFileRecord present = record;
        if (isIncomplete || present == null) {
            return;
        }
        if (splitter.cutLines() > cutLines) {
            cutLines = splitter.cutLines();
            lost("A line of the log " + log + " is longer than " + AuditLogSplitter.MAX_LINE + " bytes, and was left out.");
            return;
        }
        if (start == end) {
            return;
        }
        long offset = Math.min(file.end(), chunkStart + splitter.position() - total);
        ByteBuf text = buffer.slice(start, end - start);
        while (!intake.line(text, index, present.number(), offset)) {
            if (isStopped.getAsBoolean()) {
                isIncomplete = true; // this line and those after it are read again by the next start
                return;
            }
        }
        given = offset;
    }

    /** Gives the last line, if it has no newline. */
    void end() {
        splitter.close();
    }

    /** The number of the file that is being read; 0 if no line was given. */
    long fileNumber() {
        LogFileRecord present = record;
        return present == null ? 0 : present.number();
    }

    /** Up to where lines of it were given. */
    long given() {
        return given;
    }

    @Override
    public void close() throws IOException {
        isIncomplete = true; // the beginning of a line is read again by the next start
        splitter.close();
        file.close();
    }
}
