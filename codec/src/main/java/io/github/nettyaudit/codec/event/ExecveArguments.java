package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The argument list of an execve(2), put together from the EXECVE records of its event. The kernel writes
 * {@code argc=3 a0="ls" a1=2D6C a2_len=16000 a2[0]=… a2[1]=…} and goes on in further EXECVE records, which start with
 * the next piece. Lengths are in characters of the text, two for each byte in hexadecimal
 * ({@code audit_log_execve_info} in {@code kernel/auditsc.c}).
 *
 * <p>Nothing is believed. An argument of which a piece is missing, repeated or out of order ends before that place, or is
 * null, and {@link #isComplete(int)} is false for it; so is {@link #isComplete()}, also for numbers that cannot be and
 * for an argument that comes twice. Records that are the same byte for byte are read once. Immutable.
 */
public final class ExecveArguments {
    /** More than two megabytes of arguments can be. */
    private static final int MAX_ARGUMENTS = 1 << 20;
    private static final FieldName COUNT = FieldName.of("argc");
    private static final String LENGTH = "_len";

    private final List<byte @Nullable []> arguments = new ArrayList<>();
    private final BitSet whole = new BitSet();
    private final boolean complete;

    private ExecveArguments(AuditEvent event, AuditRecord reader) {
        Collector collector = new Collector(arguments, whole);
        Set<ByteBuf> seen = new HashSet<>();
        int first = event.indexOf(AuditMessageType.EXECVE);
        for (int i = first < 0 ? event.size() : first; i < event.size(); i++) {
            if (event.type(i) == AuditMessageType.EXECVE && seen.add(event.content(i))) {
                collector.add(event.read(i, reader));
            }
        }
        complete = collector.end();
    }

    /**
     * Reads the EXECVE records of an event; there may be none.
     *
     * @param event  the event; this method neither retains nor releases it
     * @param reader for use during the call
     * @return the arguments; they stay valid after the release of the event
     */
    public static ExecveArguments of(AuditEvent event, AuditRecord reader) {
        return new ExecveArguments(event, reader);
    }

    /**
     * The number of arguments that were seen, the program's name included.
     *
     * @return the number of arguments, missing ones in between included
     */
    public int size() {
        return arguments.size();
    }

    /**
     * The bytes of one argument; null if it is missing.
     *
     * @param argument the number of the argument, 0 or more and below {@link #size()}; 0 is the name of the program
     * @return a copy of the bytes, or null
     * @throws IndexOutOfBoundsException if there is no argument of this number
     */
    public byte @Nullable [] bytes(int argument) {
        byte[] bytes = arguments.get(argument);
        return bytes == null ? null : bytes.clone();
    }

    /**
     * All arguments as strings, bytes that are not UTF-8 as U+FFFD, missing ones null.
     *
     * @return an unmodifiable list of {@link #size()} elements
     */
    public List<@Nullable String> strings() {
        List<@Nullable String> strings = new ArrayList<>(arguments.size());
        for (byte[] bytes : arguments) {
            strings.add(bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
        }
        return Collections.unmodifiableList(strings);
    }

    /**
     * Whether one argument is there from its first byte to its last.
     *
     * @param argument the number of the argument, 0 or more and below {@link #size()}
     * @return true if no piece of it is missing; false if it is null or short
     * @throws IndexOutOfBoundsException if there is no argument of this number
     */
    public boolean isComplete(int argument) {
        return whole.get(Objects.checkIndex(argument, arguments.size()));
    }

    /**
     * Whether all is there: as many arguments as {@code argc} says, each as long as announced.
     *
     * @return true if no argument and no part of one is missing
     */
    public boolean isComplete() {
        return complete;
    }

    /** The arguments as they would be typed into a shell; {@code …} stands for what is missing. */
    @Override
    public String toString() {
        return ProcTitle.join(strings(), whole::get);
    }

    /** Takes one field after another. */
    private static final class Collector {
        private final List<byte @Nullable []> arguments;
        private final BitSet whole;
        private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        private boolean sound = true;
        private long count = -1;
        /** The argument that comes in pieces; -1 if none. */
        private int current = -1;
        private long announced;
        private long characters;
        private int nextPiece;
        /** Whether the next piece of the argument is missing, so that those after it are not joined. */
        private boolean broken;

        Collector(List<byte @Nullable []> arguments, BitSet whole) {
            this.arguments = arguments;
            this.whole = whole;
        }

        void add(AuditRecord record) {
            int argc = record.find(COUNT);
            if (argc >= 0) {
                long number = number(record.bytes(), record.valueStart(argc), record.valueLength(argc));
                sound &= count < 0 || count == number;
                count = number;
            }
            byte[] bytes = record.bytes();
            for (int field = 0; field < record.fieldCount(); field++) {
                int start = record.nameStart(field);
                int length = record.nameLength(field);
                if (length >= 2 && bytes[start] == 'a' && bytes[start + 1] >= '0' && bytes[start + 1] <= '9') {
                    argument(bytes, start, length, record.valueStart(field), record.valueLength(field));
                }
            }
        }

        private void argument(byte[] bytes, int start, int length, int value, int valueLength) {
            int digits = 1;
            while (digits < length && bytes[start + digits] >= '0' && bytes[start + digits] <= '9') {
                digits++;
            }
            long number = number(bytes, start + 1, digits - 1);
            if (number < 0 || number >= MAX_ARGUMENTS) {
                sound = false;
                return;
            }
            int argument = (int) number;
            if (digits == length) {
                endPieces();
                put(argument, UntrustedString.decode(bytes, value, valueLength), true);
            } else if (isLength(bytes, start + digits, length - digits)) {
                endPieces();
                current = argument;
                announced = number(bytes, value, valueLength);
            } else if (bytes[start + digits] == '[' && bytes[start + length - 1] == ']') {
                boolean quoted = valueLength > 0 && bytes[value] == '"';
                piece(argument, number(bytes, start + digits + 1, length - digits - 2),
                        UntrustedString.decode(bytes, value, valueLength), quoted ? valueLength - 2 : valueLength);
            } else {
                sound = false;
            }
        }

        private static boolean isLength(byte[] bytes, int start, int length) {
            if (length != LENGTH.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[start + i] != LENGTH.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private void piece(int argument, long number, byte @Nullable [] text, int length) {
            if (argument != current) {
                // its length was in a record that is lost
                endPieces();
                current = argument;
                announced = -1;
            }
            if (number != nextPiece || text == null) {
                broken = true;
            }
            if (!broken && text != null) {
                nextPiece++;
                pieces.write(text, 0, text.length);
                characters += length;
            }
        }

        private void endPieces() {
            if (current >= 0) {
                boolean isWhole = !broken && announced == characters;
                put(current, isWhole || pieces.size() > 0 ? pieces.toByteArray() : null, isWhole);
            }
            pieces.reset();
            current = -1;
            characters = 0;
            nextPiece = 0;
            broken = false;
        }

        private void put(int argument, byte @Nullable [] text, boolean isWhole) {
            // no more holes than a record could have filled
            if (argument - arguments.size() > arguments.size() + 1_024) {
                sound = false;
                return;
            }
            while (arguments.size() <= argument) {
                arguments.add(null);
            }
            byte[] known = arguments.get(argument);
            if (known == null) {
                arguments.set(argument, text);
                whole.set(argument, isWhole && text != null);
            } else {
                // twice, and nobody knows which is right unless they are the same
                sound = false;
                whole.set(argument, whole.get(argument) && isWhole && Arrays.equals(known, text));
            }
        }

        boolean end() {
            endPieces();
            return sound && count == arguments.size() && whole.cardinality() == arguments.size();
        }

        private static long number(byte[] bytes, int start, int length) {
            if (length < 1 || length > 10) {
                return -1;
            }
            long number = 0;
            for (int i = start; i < start + length; i++) {
                if (bytes[i] < '0' || bytes[i] > '9') {
                    return -1;
                }
                number = number * 10 + bytes[i] - '0';
            }
            return number;
        }
    }
}
