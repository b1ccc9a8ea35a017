package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.schema.text.Utf8;
import io.github.nettyaudit.schema.process.ProcessText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of one JSON object, strictly as RFC 8259 has them. Strings become bytes: a character from U+EF80 to
 * U+EFFF is the byte that {@link io.github.nettyaudit.schema.json.JsonBytes} says, every other one is UTF-8. Used again
 * for each line.
 */
final class JsonCursor {
    private static final int MOST_LEVELS = 64;
    private static final int LONGEST_CHARACTER = 4;
    private static final int FIRST_BYTE_CHARACTER = 0xef80;
    private static final int LAST_BYTE_CHARACTER = 0xefff;
    private static final int END = -1;
    /** Memory that one long line needed is given back after it. */
    private static final int MOST_KEPT = 1 << 20;

    private byte[] json = new byte[0];
    private int end;
    private int index;
    private byte[] texts = new byte[0];
    private int textsEnd;

    /** Begins to read a line. */
    void read(ByteBuf line) {
        int length = line.readableBytes();
        if (json.length < length || json.length > MOST_KEPT) {
            json = new byte[length];
        }
        line.getBytes(line.readerIndex(), json, 0, length);
        end = length;
        index = 0;
        // no string has more bytes than its JSON
        if (texts.length < length || texts.length > MOST_KEPT) {
            texts = new byte[length];
        }
        textsEnd = 0;
    }

    /** The byte of the line at which something is wrong, from 1. */
    RawEventException wrong(String what) {
        return new RawEventException("byte " + (index + 1) + ": " + what);
    }

    private int next() {
        return index < end ? json[index] : END;
    }

    private void skipBlanks() {
        while (index < end && (json[index] == ' ' || json[index] == '\t' || json[index] == '\n'
                || json[index] == '\r')) {
            index++;
        }
    }

    /** Reads a character that must come next. */
    void expect(char character) throws RawEventException {
        if (!take(character)) {
            throw wrong("expected " + character + (index < end ? "" : ", but the line ends"));
        }
    }

    /** Reads a character if it comes next. */
    boolean take(char character) {
        skipBlanks();
        boolean isNext = next() == character;
        if (isNext) {
            index++;
        }
        return isNext;
    }

    /** The line must be over. */
    void expectEnd() throws RawEventException {
        skipBlanks();
        if (index < end) {
            throw wrong("something follows the object");
        }
    }

    /**
     * Reads the name of the next member of an object, and its colon.
     *
     * @param isFirst whether no member was read before
     * @return the name; {@code null} if there is none, and the object was closed
     */
    @Nullable String member(boolean isFirst) throws RawEventException {
        if (take('}')) {
            return null;
        }
        if (!isFirst) {
            expect(',');
        }
        String name = word();
        expect(':');
        return name;
    }

    /** Reads a string; its bytes are those of {@link #texts()} from the returned index to {@link #textsEnd()}. */
    int string() throws RawEventException {
        expect('"');
        int start = textsEnd;
        while (true) {
            int next = next();
            if (next == '"') {
                index++;
                return start;
            } else if (next == '\\') {
                escape();
            } else if (next >= ' ') {
                texts[textsEnd++] = (byte) next;
                index++;
            } else if (index == end) {
                throw wrong("the line ends inside of a string");
            } else if (next >= 0) {
                throw wrong("a control character inside of a string");
            } else {
                character();
            }
        }
    }

    private void character() throws RawEventException {
        int bytes = Utf8.bytes(json, index, end);
        int length = Utf8.sequence(bytes);
        if (length < 0) {
            throw wrong("not UTF-8");
        }
        int codePoint = Utf8.codePoint(bytes, length);
        if (codePoint >= FIRST_BYTE_CHARACTER && codePoint <= LAST_BYTE_CHARACTER) {
            texts[textsEnd++] = (byte) codePoint;
        } else {
            System.arraycopy(json, index, texts, textsEnd, length);
            textsEnd += length;
        }
        index += length;
    }

    private void escape() throws RawEventException {
        index++;
        int letter = next();
        switch (letter) {
            case '"', '\\', '/' -> texts[textsEnd++] = (byte) letter;
            case 'b' -> texts[textsEnd++] = '\b';
            case 'f' -> texts[textsEnd++] = '\f';
            case 'n' -> texts[textsEnd++] = '\n';
            case 'r' -> texts[textsEnd++] = '\r';
            case 't' -> texts[textsEnd++] = '\t';
            case 'u' -> {
                index++;
                numbered();
                return;
            }
            default -> throw wrong("not an escape of JSON");
        }
        index++;
    }

    private void numbered() throws RawEventException {
        int unit = unit();
        if (unit >= FIRST_BYTE_CHARACTER && unit <= LAST_BYTE_CHARACTER) {
            texts[textsEnd++] = (byte) unit;
            return;
        }
        int codePoint = unit;
        if (Character.isSurrogate((char) unit)) {
            if (!Character.isHighSurrogate((char) unit) || next() != '\\' || index + 1 == end
                    || json[index + 1] != 'u') {
                throw wrong("half of a surrogate pair");
            }
            index += 2;
            int low = unit();
            if (!Character.isLowSurrogate((char) low)) {
                throw wrong("half of a surrogate pair");
            }
            codePoint = Character.toCodePoint((char) unit, (char) low);
        }
        byte[] utf8 = new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, texts, textsEnd, utf8.length);
        textsEnd += utf8.length;
    }

    private int unit() throws RawEventException {
        int unit = 0;
        for (int i = 0; i < LONGEST_CHARACTER; i++) {
            int digit = Character.digit((char) next(), 16);
            if (index == end || digit < 0) {
                throw wrong("expected four hexadecimal digits");
            }
            unit = unit << 4 | digit;
            index++;
        }
        return unit;
    }

    /** Reads a string and forgets its bytes. */
    String word() throws RawEventException {
        int start = string();
        String word = new String(texts, start, textsEnd - start, StandardCharsets.UTF_8);
        textsEnd = start;
        return word;
    }

    /** Reads a string of any bytes and forgets them. */
    ProcessText text() throws RawEventException {
        int start = string();
        ProcessText text = ProcessText.of(texts, start, textsEnd - start);
        textsEnd = start;
        return text;
    }

    /** The index after the last string. */
    int textsEnd() {
        return textsEnd;
    }

    /** A copy of the bytes of all strings that {@link #string()} has read. */
    byte[] texts() {
        return Arrays.copyOf(texts, textsEnd);
    }

    /** Reads a whole number. */
    long number(String member) throws RawEventException {
        skipBlanks();
        int start = index;
        if (next() == '-') {
            index++;
        }
        int digits = index;
        while (next() >= '0' && next() <= '9') {
            index++;
        }
        boolean isWhole = index > digits && (json[digits] != '0' || index == digits + 1)
                && next() != '.' && next() != 'e' && next() != 'E';
        if (isWhole) {
            try {
                return Long.parseLong(new String(json, start, index - start, StandardCharsets.US_ASCII));
            } catch (NumberFormatException e) {
                isWhole = false; // too large
            }
        }
        index = start;
        throw wrong("the member " + member + " is not a whole number of 64 bits");
    }

    /** Reads {@code true} or {@code false}. */
    boolean truth(String member) throws RawEventException {
        skipBlanks();
        if (takeWord("true")) {
            return true;
        } else if (takeWord("false")) {
            return false;
        }
        throw wrong("the member " + member + " is neither true nor false");
    }

    private boolean takeWord(String word) {
        if (end - index < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (json[index + i] != word.charAt(i)) {
                return false;
            }
        }
        index += word.length();
        return true;
    }

    /** Reads over any value. */
    void skip() throws RawEventException {
        skip(0);
    }

    private void skip(int level) throws RawEventException {
        if (level == MOST_LEVELS) {
            throw wrong("more than " + MOST_LEVELS + " objects and arrays inside of each other");
        }
        skipBlanks();
        int start = textsEnd;
        int next = next();
        if (next == '{') {
            index++;
            for (boolean isFirst = true; member(isFirst) != null; isFirst = false) {
                skip(level + 1);
            }
        } else if (next == '[') {
            index++;
            for (boolean isFirst = true; !take(']'); isFirst = false) {
                if (!isFirst) {
                    expect(',');
                }
                skip(level + 1);
            }
        } else if (next == '"') {
            string();
        } else if (!takeWord("true") && !takeWord("false") && !takeWord("null")) {
            skipNumber();
        }
        textsEnd = start;
    }

    private void skipNumber() throws RawEventException {
        if (next() == '-') {
            index++;
        }
        if (next() == '0') {
            index++;
        } else {
            skipDigits();
        }
        if (next() == '.') {
            index++;
            skipDigits();
        }
        if (next() == 'e' || next() == 'E') {
            index++;
            if (next() == '+' || next() == '-') {
                index++;
            }
            skipDigits();
        }
    }

    private void skipDigits() throws RawEventException {
        int start = index;
        while (next() >= '0' && next() <= '9') {
            index++;
        }
        if (index == start) {
            throw wrong("not a value of JSON");
        }
    }
}
