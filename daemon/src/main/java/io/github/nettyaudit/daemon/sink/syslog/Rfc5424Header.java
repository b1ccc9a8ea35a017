package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header and the structured data of RFC 5424:
 * <pre>
 * &lt;86&gt;1 2026-11-26T15:40:48.123Z alpha netty-audit 812 - [audit@32473 id="alpha/1795707648.123:4711"] BOM
 * </pre>
 * PROCID is the process of the forwarder. Not thread-safe.
 */
final class Rfc5424Header implements MessageHeader {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Instant FIRST_YEAR = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int LONGEST_HOST = 255;
    private static final byte[] NIL = {'-'};
    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final byte[] begin;
    private final byte[] afterHost;
    private final @Nullable String structure;
    private final boolean hasMark;
    private String lastHost = "";
    private byte[] lastHostBytes = NIL;

    /** @param structure the id of the structured data; {@code null} for none */
    Rfc5424Header(int priority, String appName, @Nullable String structure, boolean hasMark) {
        begin = ascii("<" + priority + ">1 ");
        afterHost = ascii(" " + appName + ' ' + ProcessHandle.current().pid() + " - ");
        this.structure = structure;
        this.hasMark = hasMark;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(DocumentOrigin origin, ByteBuf output) {
        output.writeBytes(begin).writeBytes(time(origin.time())).writeByte(' ').writeBytes(host(origin.host()))
                .writeBytes(afterHost);
        if (structure == null) {
            output.writeBytes(NIL);
        } else {
            output.writeByte('[');
            output.writeCharSequence(structure, StandardCharsets.US_ASCII);
            output.writeCharSequence(" id=\"", StandardCharsets.US_ASCII);
            ByteBufUtil.writeUtf8(output, escaped(origin.documentId()));
            output.writeByte('"').writeByte(']');
        }
        output.writeByte(' ');
        if (hasMark) {
            output.writeBytes(UTF_8_MARK);
        }
    }

    /** A time without a year of four digits has no form in RFC 3339. */
    private static byte[] time(Instant time) {
        try {
            return time.isBefore(FIRST_YEAR) || !time.isBefore(YEAR_10000) ? NIL : ascii(TIME.format(time));
        } catch (DateTimeException e) {
            return NIL;
        }
    }

    private byte[] host(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return NIL;
        }
        if (!host.equals(lastHost)) {
            byte[] bytes = host.substring(0, Math.min(host.length(), LONGEST_HOST)).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = bytes[i] > ' ' && bytes[i] < 0x7f ? bytes[i] : (byte) '_';
            }
            lastHostBytes = bytes;
            lastHost = host;
        }
        return lastHostBytes;
    }

    /** As PARAM-VALUE; control characters, which could end a frame, are replaced. */
    static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next == '"' || next == '\\' || next == ']') {
                escaped.append('\\');
            }
            escaped.append(next < ' ' || next == 0x7f ? '_' : next);
        }
        return escaped.toString();
    }
}
