package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was typed on a terminal: text in quotes, keys by name: {@code "ls",<ret>,<up>}. The names are the resource
 * {@code terminal-keys.tsv} of the tables' room.
 */
final class TerminalText {
    /** Keys by their first byte, in the order of the file. */
    private static final Key[][] KEYS = load();

    private record Key(byte[] sequence, byte[] name) {
    }

    private TerminalText() {
    }

    static void append(FieldValue value, TextBuffer out) {
        if (!UntrustedString.isHexadecimal(value.bytes, value.start, value.length)) {
            out.append(value.bytes, value.start, value.length);
            return;
        }
        int begin = out.length();
        int end = value.start + value.length;
        boolean quoted = false;
        for (int i = value.start; i < end; ) {
            Key key = find(value.bytes, i, end);
            if (key == null) {
                if (!quoted) {
                    comma(out, begin).append('"');
                }
                quoted = true;
                appendCharacter(EscapedText.octet(value.bytes, i), out);
                i += 2;
            } else {
                if (quoted) {
                    out.append('"');
                }
                quoted = false;
                comma(out, begin).append('<').append(key.name).append('>');
                i += 2 * key.sequence.length;
            }
        }
        if (quoted) {
            out.append('"');
        }
    }

    private static TextBuffer comma(TextBuffer out, int begin) {
        return out.length() > begin ? out.append(',') : out;
    }

    private static @Nullable Key find(byte[] bytes, int from, int end) {
        for (Key key : KEYS[EscapedText.octet(bytes, from)]) {
            if (2 * key.sequence.length <= end - from && matches(key.sequence, bytes, from)) {
                return key;
            }
        }
        return null;
    }

    private static boolean matches(byte[] sequence, byte[] bytes, int from) {
        for (int i = 0; i < sequence.length; i++) {
            if (EscapedText.octet(bytes, from + 2 * i) != (sequence[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static void appendCharacter(int character, TextBuffer out) {
        if (character < 0x20 || character > 0x7e) {
            out.append('\\').appendOctal(character, 3);
        } else {
            if (character == '\\' || character == '"') {
                out.append('\\');
            }
            out.append(character);
        }
    }

    private static Key[][] load() {
        List<List<Key>> keys = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            keys.add(new ArrayList<>());
        }
        for (String[] row : DataFile.rows("terminal-keys.tsv")) {
            byte[] sequence = HexFormat.of().parseHex(row[0]);
            keys.get(sequence[0] & 0xff).add(new Key(sequence, row[1].getBytes(StandardCharsets.UTF_8)));
        }
        return keys.stream().map(list -> list.toArray(Key[]::new)).toArray(Key[][]::new);
    }
}
