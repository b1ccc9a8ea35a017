package io.github.nettyaudit.daemon.source.plugin;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Cuts what auditd writes to a plugin into lines, and gives them to the intake. */
final class PluginLines {
    /** The length of the header of the binary format, {@code struct audit_dispatcher_header}. */
    private static final int BINARY_HEADER = 16;

    private final Intake intake;
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line);
    private boolean discards;
    private long cutLines;
    private boolean isFirst = true;
    private boolean endsWithNewline = true;

    PluginLines(Intake intake) {
        this.intake = intake;
    }

    /**
     * Gives the lines in these bytes, which may be changed afterwards.
     *
     * @throws BinaryFormatException if these are the first ones, and are not text
     */
    void read(byte[] bytes, int length) throws BinaryFormatException {
        if (isFirst && isBinary(bytes, length)) {
            throw new BinaryFormatException();
        }
        isFirst = false;
        endsWithNewline = bytes[length - 1] == '\n';
        splitter.read(Unpooled.wrappedBuffer(bytes, 0, length));
    }

    /** Version 0 or 1 and the length of the header, little-endian; no text has such bytes. */
    private static boolean isBinary(byte[] bytes, int length) {
        return length >= 2 * Integer.BYTES && (bytes[0] & ~1) == 0 && bytes[1] == 0 && bytes[4] == BINARY_HEADER;
    }

    private void line(ByteBuf buffer, int start, int end) {
        if (discards) {
            return;
        }
        if (splitter.cutLines() > cutLines) {
            cutLines = splitter.cutLines();
            intake.loss(AuditLossKind.DROPPED, 1, "A line from auditd is longer than " + AuditLogSplitter.MAX_LINE
                    + " bytes, and was left out.");
        } else if (start < end) {
            intake.line(buffer.slice(start, end - start));
        }
    }

    void flush() {
        intake.flush();
    }

    /** Gives the last line, if it has no newline. */
    void end() {
        splitter.close();
        flush();
    }

    /** The stream was cut off: the last line is left out unless it has its newline. */
    void cutOff() {
        if (!endsWithNewline) {
            intake.loss(AuditLossKind.INVALID, 1, "The connection to auditd ended within a line.");
        }
        discards = true;
        splitter.close();
        discards = false;
        isFirst = true;
        endsWithNewline = true;
        flush();
    }

    /** auditd writes structures, not lines. */
    static final class BinaryFormatException extends Exception {
        private static final long serialVersionUID = 1;

        BinaryFormatException() {
            super("auditd writes in its binary format; set format = string in the file of the plugin"
                    + " (/etc/audit/plugins.d), and reload auditd");
        }
    }
}
