package io.github.nettyaudit.server.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Any bytes as an input of {@code decode --format raw}: compressed, UTF-16, JSON, the journal's exports, captures or
 * lines. Only an {@link IOException} is thrown; it does not matter in which pieces the bytes come; there are as many lines
 * as records, each line is of an audit log and has no newline inside, and reading what was printed prints it again. The
 * first byte is the size of the pieces.
 */
class InputFuzzTest {
    private static final int MAX_OUTPUT = 1 << 22;

    /** What was printed, and why no more was. */
    private record Read(String text, boolean failed, long records) {
    }

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnInput(byte[] data) {
        int piece = data.length == 0 || data[0] == 0 ? data.length + 1 : data[0] & 0xff;
        byte[] content = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
        Read whole = read(content, content.length + 1);
        Read pieces = read(content, piece);
        assertThat(pieces.failed()).isEqualTo(whole.failed());
        if (whole.failed()) {
            // how much is lost with the damage may differ
            return;
        }
        assertThat(pieces).isEqualTo(whole);
        byte[] text = whole.text().getBytes(ISO_8859_1);
        AuditLogLine line = new AuditLogLine();
        long lines = 0;
        boolean areAllOfALog = true;
        for (String printed : whole.text().split("\n")) {
            lines += printed.isEmpty() ? 0 : 1;
            ByteBuf buffer = Unpooled.copiedBuffer(printed, ISO_8859_1);
            areAllOfALog &= line.read(buffer) && line.type() != 0;
        }
        assertThat(lines).isLessThanOrEqualTo(whole.records());
        if (areAllOfALog) {
            assertThat(read(text, text.length + 1).text()).isEqualTo(whole.text());
        }
    }

    private static Read read(byte[] content, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InputReport report = new InputReport();
        boolean failed = false;
        try {
            RawPrinter printer = new RawPrinter(new Bounded(out));
            new RecordInput(printer, report).read(new Pieces(content, piece));
            printer.end();
        } catch (IOException e) {
            failed = true;
        }
        assertThat(report.sentences()).allMatch(sentence -> sentence.indexOf('\n') < 0);
        return new Read(out.toString(ISO_8859_1), failed, report.records());
    }

    /** A stream that gives at most so many bytes at once. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int piece;

        Pieces(byte[] content, int piece) {
            super(content);
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] target, int start, int length) {
            return super.read(target, start, Math.min(length, piece));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }

    /** Ends what a small compressed file makes large. */
    private static final class Bounded extends FilterOutputStream {
        private long written;

        Bounded(ByteArrayOutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            if (written++ > MAX_OUTPUT) {
                throw new IOException("enough");
            }
            super.write(b);
        }
    }
}
