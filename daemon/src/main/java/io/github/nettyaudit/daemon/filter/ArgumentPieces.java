package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of EXECVE records as they stand there: {@code a1="x"}, or {@code a1_len=9000 a1[0]=… a1[1]=…} over
 * several records. The pieces of an argument follow each other. Used again. Not thread-safe.
 */
final class ArgumentPieces {
    private static final byte[] LENGTH = "_len".getBytes(StandardCharsets.US_ASCII);
    /** The numbers of a piece. */
    private static final int RECORD = 0;
    private static final int NAME = 1;
    private static final int VALUE = 2;
    private static final int END = 3;
    private static final int ARGUMENT = 4;
    private static final int KIND = 5;
    private static final int TEXT = 6;
    private static final int TEXT_END = 7;
    private static final int NUMBERS = 8;

    private static final int WHOLE = 0;
    private static final int ANNOUNCED = 1;
    private static final int PIECE = 2;

    private int[] numbers = new int[NUMBERS * 32];
    private int count;
    private boolean hasText;

    void clear() {
        count = 0;
        hasText = false;
        if (numbers.length > NUMBERS * 4096) {
            numbers = new int[NUMBERS * 32];
        }
    }

    /** Adds the arguments of a record, and their text to the command line. */
    void add(int number, AuditRecord record, CommandLine line) {
        byte[] bytes = record.bytes();
        for (int field = 0; field < record.fieldCount(); field++) {
            int start = record.nameStart(field);
            int end = start + record.nameLength(field);
            int digits = start + 1;
            int argument = 0;
            while (digits < end && bytes[digits] >= '0' && bytes[digits] <= '9' && digits - start < 9) {
                argument = 10 * argument + bytes[digits++] - '0';
            }
            if (bytes[start] != 'a' || digits == start + 1) {
                continue;
            }
            int kind = digits == end ? WHOLE : bytes[digits] == '[' && bytes[end - 1] == ']' ? PIECE
                    : Arrays.equals(bytes, digits, end, LENGTH, 0, LENGTH.length) ? ANNOUNCED : -1;
            if (kind >= 0) {
                add(number, record, field, argument, kind, line);
            }
        }
    }

    private void add(int number, AuditRecord record, int field, int argument, int kind, CommandLine line) {
        int value = record.valueStart(field);
        int end = value + record.valueLength(field);
        if (kind != ANNOUNCED) {
            if (hasText && !(kind == PIECE && isPieceOf(count - 1, argument))) {
                line.reserve(1);
                line.bytes[line.length++] = 0;
            }
            hasText = true;
        }
        if (numbers.length < NUMBERS * (count + 1)) {
            numbers = Arrays.copyOf(numbers, 2 * numbers.length);
        }
        int at = NUMBERS * count++;
        numbers[at + RECORD] = number;
        numbers[at + NAME] = record.nameStart(field);
        numbers[at + VALUE] = value;
        numbers[at + END] = end;
        numbers[at + ARGUMENT] = argument;
        numbers[at + KIND] = kind;
        numbers[at + TEXT] = line.length;
        if (kind != ANNOUNCED) {
            append(record.bytes(), value, end, line);
        }
        numbers[at + TEXT_END] = line.length;
    }

    private boolean isPieceOf(int piece, int argument) {
        return piece >= 0 && get(piece, KIND) == PIECE && get(piece, ARGUMENT) == argument;
    }

    /** Adds a value to the command line, decoded. */
    static void append(byte[] bytes, int start, int end, CommandLine line) {
        line.reserve(end - start);
        if (end - start >= 2 && bytes[start] == '"' && bytes[end - 1] == '"') {
            System.arraycopy(bytes, start + 1, line.bytes, line.length, end - start - 2);
            line.length += end - start - 2;
        } else if (UntrustedString.isHexadecimal(bytes, start, end - start)) {
            line.length += UntrustedString.decodeHexadecimal(bytes, start, end - start, line.bytes, line.length);
        } else {
            System.arraycopy(bytes, start, line.bytes, line.length, end - start);
            line.length += end - start;
        }
    }

    private int get(int piece, int number) {
        return numbers[NUMBERS * piece + number];
    }

    /** Changes the arguments that have secrets. */
    void edit(CommandLine line, Redactor redactor) {
        for (int first = 0; first < count;) {
            int next = first + 1;
            while (get(first, KIND) != WHOLE && next < count && isPieceOf(next, get(first, ARGUMENT))) {
                next++;
            }
            int from = get(first, KIND) == ANNOUNCED ? first + 1 : first;
            if (from < next && line.hasSecret(get(from, TEXT), get(next - 1, TEXT_END))) {
                edit(first, from, next, line.redacted(get(from, TEXT), get(next - 1, TEXT_END)), redactor);
            }
            first = next;
        }
    }

    private void edit(int first, int from, int next, byte[] text, Redactor redactor) {
        boolean isQuoted = redactor.isQuoted(get(from, RECORD), get(from, VALUE));
        String encoded = isQuoted ? new String(text, StandardCharsets.ISO_8859_1) : UntrustedString.encodeHexadecimal(text);
        if (from > first) {
            redactor.replace(get(first, RECORD), get(first, VALUE), get(first, END), String.valueOf(encoded.length()));
        }
        int done = 0;
        for (int piece = from; piece < next; piece++) {
            int length = get(piece, END) - get(piece, VALUE) - (isQuoted ? 2 : 0);
            int part = piece == next - 1 ? encoded.length() - done
                    : Math.min(encoded.length() - done, isQuoted ? Math.max(0, length) : length & ~1);
            if (part == 0) {
                redactor.remove(get(piece, RECORD), get(piece, NAME), get(piece, END));
            } else {
                String value = encoded.substring(done, done + part);
                redactor.replace(get(piece, RECORD), get(piece, VALUE), get(piece, END),
                        isQuoted ? '"' + value + '"' : value);
            }
            done += part;
        }
    }
}
