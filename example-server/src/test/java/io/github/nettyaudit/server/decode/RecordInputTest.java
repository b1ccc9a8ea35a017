package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.json.RecordLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What is read as a record, and that nothing else disappears without a word. */
class RecordInputTest {
    private static final byte[] TEXT = "audit(1364481363.243:24287): a=\"\u00e9\u0001\\\" b=\u00ff".getBytes(
            StandardCharsets.ISO_8859_1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final InputReport report = new InputReport();

    private String raw(byte[] input) throws IOException {
        RawPrinter printer = new RawPrinter(out);
        new RecordInput(printer, report).read(new ByteArrayInputStream(input));
        printer.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** B6: decode did not understand the server's own lines, and said nothing. */
    @Test
    void theServersOwnLinesAreRead() throws IOException {
        ByteBuf stream = Unpooled.buffer();
        ByteBuf text = Unpooled.wrappedBuffer(TEXT);
        AuditEventId id = new AuditEventId();
        new RecordLine(type -> "USER").write(stream, 1005, id.read(text) ? id : null, text);
        stream.writeBytes(EventLine.of("overrun", fields -> fields.number("datagrams", 3)));
        stream.writeBytes(ascii("{\"type\":\"no record\"}\n{broken\n"));
        byte[] lines = new byte[stream.readableBytes()];
        stream.readBytes(lines);

        assertThat(raw(lines)).isEqualTo("type=USER msg=" + new String(TEXT, StandardCharsets.ISO_8859_1) + "\n");
        assertThat(report.records()).isOne();
        assertThat(report.sentences()).containsExactly(
                "2 of 4 lines are not audit records; the first is line 3: \"{\\\"type\\\":\\\"no record\\\"}\"",
                "the server that wrote it reported: [overrun 1 time]");
    }

    /** B7, F3: what is no record disappeared without a word. */
    @Test
    void linesThatAreNoRecordsAreCountedAndTheFirstIsShown() throws IOException {
        assertThat(raw(ascii("type=CWD msg=audit(1364481363.243:1): cwd=\"/\"\n\nkernel: hello \u001b[2J\nmore\n")))
                .hasLineCount(1);
        assertThat(report.sentences()).containsExactly(
                "2 of 4 lines are not audit records; the first is line 3: \"kernel: hello \\x1b[2J\"");
    }

    @Test
    void anInputOfRecordsHasNothingToReport() throws IOException {
        raw(ascii("type=CWD msg=audit(1364481363.243:1): cwd=\"/\"\n"));
        assertThat(report.sentences()).isEmpty();
        assertThat(report.records()).isOne();
    }

    /** L3: each layer of gzip needed more memory, without a bound. */
    @Test
    void gzipInGzipIsBounded() throws IOException {
        byte[] twice = gzip(gzip(ascii("type=CWD msg=audit(1364481363.243:1): cwd=\"/\"\n")));
        assertThat(raw(twice)).hasLineCount(1);
        assertThatThrownBy(() -> raw(gzip(twice))).isInstanceOf(IOException.class)
                .hasMessageContaining("more than 2 times");
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }
}
