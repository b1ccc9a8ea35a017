package io.github.nettyaudit.server.page;

import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.web.WebResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** JSON that cannot begin a tag, wherever a browser puts it. */
final class PageJson {
    private static final byte[] LESS_THAN = "\\u003c".getBytes(StandardCharsets.US_ASCII);

    private PageJson() {
    }

    /** Writes an object. */
    static byte[] object(Consumer<JsonWriter> members) {
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        members.accept(json);
        json.endLine();
        return withoutTags(ByteBufUtil.getBytes(out));
    }

    /**
     * Writes a string whose characters may be halves of surrogate pairs, as those of rules are that stand for bytes which are
     * not UTF-8: they become escapes, which JavaScript and Jackson read as the same characters.
     */
    static byte[] escapedText(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(point -> {
            if (point < ' ' || point == '"' || point == '\\' || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                json.append(String.format("\\u%04x", point));
            } else {
                json.appendCodePoint(point);
            }
        });
        return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Escapes each {@code <}, which JSON has in strings only. */
    static byte[] withoutTags(byte[] json) {
        int count = 0;
        for (byte each : json) {
            if (each == '<') {
                count++;
            }
        }
        if (count == 0) {
            return json;
        }
        byte[] escaped = new byte[json.length + count * (LESS_THAN.length - 1)];
        int end = 0;
        for (byte each : json) {
            if (each == '<') {
                System.arraycopy(LESS_THAN, 0, escaped, end, LESS_THAN.length);
                end += LESS_THAN.length;
            } else {
                escaped[end++] = each;
            }
        }
        return escaped;
    }

    static WebResponse answer(byte[] json) {
        return WebResponse.json(200, withoutTags(json));
    }
}
