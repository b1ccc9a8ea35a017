package io.github.nettyaudit.server.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Finds out what a file is, by its first bytes, and gives the records in it to a printer:
 * <table>
 * <caption>What is recognised</caption>
 * <tr><td>gzip, xz, zstd</td><td>see {@link Compression}: once or twice, with any of the others inside</td></tr>
 * <tr><td>{@code 0a 0d 0d 0a}</td><td>pcapng; what was received on audit sockets is taken</td></tr>
 * <tr><td>a length of up to 1 MiB, then a netlink header</td><td>{@code .nlcap}, see the testkit</td></tr>
 * <tr><td>{@code __CURSOR=}</td><td>the export of the systemd journal, see {@link JournalExportInput}</td></tr>
 * <tr><td>UTF-16, with or without a byte order mark</td><td>converted to UTF-8, then lines</td></tr>
 * <tr><td>anything else</td><td>lines, see {@link LineInput}; {@link BinaryFormat} names what it is if there is no
 * record in it</td></tr>
 * </table>
 */
final class RecordInput {
    private static final int CHUNK = 256 << 10;
    private static final int DECOMPRESSED = 8 << 10;
    private static final int HEAD = 64;
    /** Each layer needs a buffer, and a small file can hold any number of them. */
    private static final int MOST_LAYERS = 2;

    private final RecordPrinter printer;
    private final InputReport report;

    RecordInput(RecordPrinter printer) {
        this(printer, new InputReport());
    }

    /** @param report counts what is read, and what cannot be */
    RecordInput(RecordPrinter printer, InputReport report) {
        this.printer = printer;
        this.report = report;
    }

    /** Reads to the end; does not close the stream. */
    void read(InputStream input) throws IOException {
        read(input, 0);
    }

    private void read(InputStream input, int layers) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(input, CHUNK);
        ByteBuf head = Unpooled.wrappedBuffer(peek(buffered));
        Compression compression = Compression.of(head);
        if (compression != null) {
            if (layers == MOST_LAYERS) {
                throw new IOException("compressed more than " + MOST_LAYERS + " times; nothing inside was read");
            }
            read(new AsItComes(compression.decompress(buffered)), layers + 1);
        } else if (CaptureInput.isPcapng(head)) {
            new CaptureInput(printer, report).readPcapng(buffered);
        } else if (BinaryFormat.of(head) != BinaryFormat.UTF_32 && CaptureInput.isDatagrams(head)) {
            new CaptureInput(printer, report).readDatagrams(buffered);
        } else if (JournalExportInput.isStart(head)) {
            try (LineInput lines = new LineInput(printer, report)) {
                new JournalExportInput(lines, report).read(buffered);
            }
        } else {
            Utf16Input utf16 = Utf16Input.of(head, buffered);
            if (utf16 != null) {
                report.converted(utf16.encoding());
            } else {
                report.setFormat(BinaryFormat.of(head));
            }
            readLines(utf16 == null ? buffered : utf16);
        }
    }

    /** The first bytes. No more is waited for than the first line has, if it is text; other forms need more to be known. */
    private static byte[] peek(InputStream buffered) throws IOException {
        buffered.mark(HEAD);
        byte[] head = new byte[HEAD];
        int length = 0;
        boolean isBinary = false;
        while (length < HEAD) {
            int read = buffered.read(head, length, HEAD - length);
            if (read < 0) {
                break;
            }
            int from = length;
            length += read;
            for (int i = from; i < length; i++) {
                isBinary |= head[i] == 0;
            }
            if (head[length - 1] == '\n' && length >= Integer.BYTES && !isBinary) {
                break;
            }
        }
        buffered.reset();
        return Arrays.copyOf(head, length);
    }

    /**
     * A stream that does not claim that more is available: streams that decompress do so until their end, and a
     * {@link BufferedInputStream} around them would wait until its buffer is full. It is read in small pieces, as what
     * a read has decompressed before it finds damage is lost.
     */
    private static final class AsItComes extends FilterInputStream {
        AsItComes(InputStream input) {
            super(input);
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            return super.read(target, start, Math.min(length, DECOMPRESSED));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    private void readLines(InputStream input) throws IOException {
        try (LineInput lines = new LineInput(printer, report)) {
            // made by Netty, because it reads several bytes of its own arrays at once
            ByteBuf chunk = Unpooled.buffer(CHUNK);
            for (int length = read(input, chunk); length >= 0; length = read(input, chunk)) {
                if (length < CHUNK / 2) {
                    lines.read(chunk.array(), length);
                } else {
                    lines.readUnchanged(chunk.writerIndex(length));
                    chunk = Unpooled.buffer(CHUNK);
                }
            }
        }
    }

    private static int read(InputStream input, ByteBuf chunk) throws IOException {
        return input.read(chunk.array(), chunk.arrayOffset(), CHUNK);
    }
}
