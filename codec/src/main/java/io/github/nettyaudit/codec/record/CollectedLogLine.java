package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Finds the audit record in a line of another log than {@code audit.log}, and writes it as the audit daemon would have
 * logged it:
 * <pre>
 *   Nov 14 22:13:20 web1 kernel: [  12.345678] audit: type=1400 audit(1700000000.365:54): apparmor="DENIED" …
 *   Nov 14 22:13:20 web1 audispd: node=web1 type=SYSCALL msg=audit(1700000000.366:55): arch=c000003e …
 *   [Tue Nov 14 22:13:20 2023] audit: type=1400 audit(1700000000.365:54): apparmor="DENIED" …
 *   host=web1 type=SYSCALL msg=audit(1700000000.367:56): arch=c000003e …
 *   11-14 22:13:20.123  1234  1240 W foo     : type=1400 audit(0.0:22): avc: denied { read } for …
 * </pre>
 * become
 * <pre>
 *   node=web1 type=1400 msg=audit(1700000000.365:54): apparmor="DENIED" …
 * </pre>
 * The host that a syslog header names becomes the node, unless the record names one itself: events of several hosts in
 * one log would otherwise be mixed up. The byte 0x1D in front of the names of an ENRICHED line, for which audisp-syslog
 * writes a blank and rsyslogd(8) {@code #035}, is put back.
 *
 * <p>Records are taken from messages of the kernel and of programs that have {@code audit} or {@code audisp} in their
 * names, and only if the record starts the message. A message of another program is not read, whatever it contains; but
 * a syslog is only as trustworthy as the programs that may write to it.
 *
 * <p>journalctl(1) and dmesg(1) indent the further lines of a message. Any program can send such a message, so a caller
 * asks {@link #isContinuation} first, or a program could write the records of others.
 *
 * <p>A flyweight: one instance reads line after line. Lines that {@link AuditLogLine} reads need not be given to it.
 * Not thread-safe.
 */
public final class CollectedLogLine {
    /** What a line is. */
    public enum Form {
        /** A record; {@link #text()} is the line that the audit daemon would have logged. */
        RECORD,
        /**
         * A record as {@code journalctl} prints it as text ({@code audit[1]: SERVICE_START pid=1 …}), which leaves out
         * the event id. {@link #type()} is its type, {@link #text()} the text after the event id.
         */
        WITHOUT_EVENT_ID,
        /** A record as {@code ausearch -i} prints it, with a date in place of the event id. It is not read. */
        INTERPRETED,
        /** {@code ----} or {@code time->…}, which ausearch(8) prints between events; {@code --} of grep(1). */
        SEPARATOR,
        /**
         * The kernel has lost records: {@code audit_lost=12 …}, the number of all since its start, or
         * {@code audit_backlog=65 > audit_backlog_limit=64}. {@link #text()} is what it says.
         */
        LOSS,
        /** No audit record. */
        OTHER
    }

    private static final int HEAD = 768;
    private static final int MAX_DIGITS = 4;
    private static final String LOST = "audit_lost=";
    private static final String BACKLOG = "audit_backlog=";
    /** The time of logd's records, which have none. libauparse needs a stamp of some length. */
    private static final String NO_TIME = "audit(0.0";
    private static final String STANDARD_INPUT = "(standard input):";
    private static final int JOURNAL_NUMBER = "AUDIT".length();

    private final SyslogHeader header = new SyslogHeader();
    private final AuditLogLine line = new AuditLogLine();
    private final ByteBuf text = Unpooled.buffer();
    private final byte[] head = new byte[HEAD];
    private int length;
    private int type;
    private boolean isMessage;
    private boolean isIndented;

    /** Creates a reader that has read no line. */
    public CollectedLogLine() {
    }

    /**
     * Returns whether a line belongs to the message in the line before it: it is indented, and the last line that is not
     * was one of a system log. To be called for each line, before it is read. An empty line ends a message; one of
     * blanks does not.
     *
     * @param buffer the buffer that holds the line, and the blanks before it
     * @param start  the absolute index at which the text of the line starts, after its blanks
     * @return whether the line is part of a message, and so no record
     */
    public boolean isContinuation(ByteBuf buffer, int start) {
        byte before = start > buffer.readerIndex() ? buffer.getByte(start - 1) : (byte) '\n';
        isIndented = before == ' ' || before == '\t';
        if (!isIndented) {
            isMessage = false;
        }
        return isMessage;
    }

    /**
     * Reads a line.
     *
     * @param buffer the buffer that holds the line; its indices are not used
     * @param start  the absolute index at which the line starts
     * @param end    the absolute index at which the line ends, exclusive, without its newline
     * @return what the line is
     * @throws IndexOutOfBoundsException if the line lies outside of the buffer
     */
    public Form read(ByteBuf buffer, int start, int end) {
        text.clear();
        type = 0;
        length = Math.min(end - start, HEAD);
        if (length <= 0) {
            return Form.OTHER;
        }
        buffer.getBytes(start, head, 0, length);
        if (startsWith(0, "----") || startsWith(0, "time->") || length == 2 && startsWith(0, "--")) {
            return Form.SEPARATOR;
        }
        boolean isRead = header.read(head, length);
        isMessage = !isIndented && header.isStamped;
        int record = grepEnd();
        if (record > 0) {
            return message(record, 0, 0, buffer, start, end);
        }
        if (!isRead) {
            int logcat = LogcatHeader.recordStart(head, length);
            return logcat < 0 ? Form.OTHER : message(logcat, 0, 0, buffer, start, end);
        }
        if (isLoss()) {
            text.writeBytes(buffer, start + header.messageStart, end - start - header.messageStart);
            return Form.LOSS;
        }
        return message(header.messageStart, header.hostStart, header.hostEnd, buffer, start, end);
    }

    private boolean isLoss() {
        return header.source != SyslogHeader.Source.PROGRAM && header.source != SyslogHeader.Source.NONE
                && (startsWith(header.messageStart, LOST) || startsWith(header.messageStart, BACKLOG));
    }

    /**
     * Where a record begins behind the name of its file and the number of its line, as grep(1) prints them:
     * {@code /var/log/audit/audit.log:17:type=…}, {@code 17:type=…}, {@code audit.log-18-type=…}; 0 if the line does not
     * begin so. A name with blanks is not recognised, as words before a record may be those of another program.
     */
    private int grepEnd() {
        int start = startsWith(0, STANDARD_INPUT) ? STANDARD_INPUT.length() : 1;
        for (int i = start; i < length && (head[i] > ' ' || head[i] < 0); i++) {
            if ((head[i - 1] == ':' || head[i - 1] == '-')
                    && (startsWith(i, "type=") || startsWith(i, "node=") || startsWith(i, "host="))) {
                return i;
            }
        }
        return 0;
    }

    /** Reads what follows the header; the host is between two indices of the head. */
    private Form message(int from, int hostStart, int hostEnd, ByteBuf buffer, int start, int end) {
        int index = from;
        int nodeStart = hostStart;
        int nodeEnd = hostEnd;
        if (startsWith(index, "node=") || startsWith(index, "host=")) {
            nodeStart = index + "node=".length();
            nodeEnd = typeAfterNode(nodeStart);
            if (nodeEnd <= nodeStart) {
                return Form.OTHER;
            }
            index = nodeEnd + 1;
        }
        int typeStart = index;
        int typeEnd = index;
        if (startsWith(index, "type=")) {
            typeStart = index + "type=".length();
            typeEnd = wordEnd(typeStart);
            index = skipBlanks(typeEnd);
        } else if (header.source == SyslogHeader.Source.AUDIT && readJournalText(index, buffer, start, end)) {
            return Form.WITHOUT_EVENT_ID;
        }
        if (startsWith(index, "msg=")) {
            index += "msg=".length();
        }
        if (typeEnd > typeStart && isDate(index)) {
            return Form.INTERPRETED;
        }
        int body = stampEnd(index);
        if (body < 0) {
            return Form.OTHER;
        }
        write(nodeStart, nodeEnd, typeStart, typeEnd, body);
        if (startsWith(index, NO_TIME + ':')) {
            ascii(NO_TIME + "00");
            index += NO_TIME.length();
        }
        copy(buffer, start + index, end);
        if (!line.read(text)) {
            // a number that is too large, or the name of a host or type that is too long
            text.clear();
            return Form.OTHER;
        }
        return Form.RECORD;
    }

    private void write(int nodeStart, int nodeEnd, int typeStart, int typeEnd, int body) {
        if (nodeEnd > nodeStart) {
            ascii("node=").writeBytes(head, nodeStart, nodeEnd - nodeStart).writeByte(' ');
        }
        ascii("type=");
        if (typeEnd > typeStart) {
            text.writeBytes(head, typeStart, typeEnd - typeStart);
        } else {
            // kernels before 2.6.15 wrote no type
            ascii(startsWith(skipBlanks(body + 1), "avc:") ? "AVC" : "UNKNOWN[0]");
        }
        ascii(" msg=");
    }

    private ByteBuf ascii(String words) {
        text.writeCharSequence(words, StandardCharsets.US_ASCII);
        return text;
    }

    /** Copies the rest of the line, with the byte 0x1D in front of the enriched fields put back. */
    private void copy(ByteBuf buffer, int from, int end) {
        int written = text.writerIndex();
        text.writeBytes(buffer, from, end - from);
        if (header.source != SyslogHeader.Source.NONE) {
            PastedTail.restore(text, written);
        }
    }

    /** The index of the first {@code " type="} that a stamp follows: a node's name may have blanks. */
    private int typeAfterNode(int from) {
        for (int i = from; i < length; i++) {
            if (startsWith(i, " type=")) {
                int index = skipBlanks(wordEnd(i + " type=".length()));
                index += startsWith(index, "msg=") ? "msg=".length() : 0;
                if (startsWith(index, "audit(")) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** {@code SERVICE_START pid=1 …}, {@code AUDIT1334 …} and, before systemd 221, {@code <audit-1130> …}. */
    private boolean readJournalText(int from, ByteBuf buffer, int start, int end) {
        int nameEnd = wordEnd(from);
        if (nameEnd == from || nameEnd == length) {
            return false;
        }
        if (startsWith(from, "<audit-")) {
            type = number(from + "<audit-".length(), nameEnd - 1);
        } else if (isCapital(head[from])) {
            String name = new String(head, from, nameEnd - from, StandardCharsets.US_ASCII);
            int known = AuditMessageType.of(name);
            type = known >= 0 ? known : name.startsWith("AUDIT") ? number(from + JOURNAL_NUMBER, nameEnd) : -1;
        }
        if (!AuditMessageType.isRecord(type)) {
            type = 0;
            return false;
        }
        text.writeBytes(buffer, start + nameEnd + 1, end - start - nameEnd - 1);
        return true;
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (head[i] < '0' || head[i] > '9' || i - from >= MAX_DIGITS) {
                return -1;
            }
            number = number * 10 + head[i] - '0';
        }
        return to > from ? number : -1;
    }

    /** The index after {@code audit(1700000000.365:54)}; -1 if something else is there. */
    private int stampEnd(int from) {
        if (!startsWith(from, "audit(")) {
            return -1;
        }
        int point = digitsEnd(from + "audit(".length(), '.');
        int colon = point < 0 ? -1 : digitsEnd(point + 1, ':');
        int closing = colon < 0 ? -1 : digitsEnd(colon + 1, ')');
        return closing < 0 ? -1 : closing + 1;
    }

    /** {@code audit(11/14/2023 22:13:20.100:50)}, in whichever order the locale has it. */
    private boolean isDate(int from) {
        if (!startsWith(from, "audit(")) {
            return false;
        }
        int closing = from;
        boolean blank = false;
        while (closing < length && head[closing] != ')') {
            blank |= head[closing] == ' ';
            closing++;
        }
        return blank && closing < length && isDigit(head[closing - 1]);
    }

    private int digitsEnd(int from, char terminator) {
        int index = from;
        while (index < length && isDigit(head[index])) {
            index++;
        }
        return index > from && index < length && head[index] == terminator ? index : -1;
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < length && head[end] != ' ') {
            end++;
        }
        return end;
    }

    private int skipBlanks(int from) {
        int index = from;
        while (index < length && head[index] == ' ') {
            index++;
        }
        return index;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private boolean startsWith(int from, String prefix) {
        if (from + prefix.length() > length) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (head[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the type of a record {@link Form#WITHOUT_EVENT_ID}.
     *
     * @return the type; 0 for lines of other forms
     */
    public int type() {
        return type;
    }

    /**
     * Returns the record that was found.
     *
     * @return its text, which is valid until the next line is read and must not be changed or released; empty if there
     *         is no record
     */
    public ByteBuf text() {
        return text;
    }
}
