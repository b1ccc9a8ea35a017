package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The tests of values. */
final class Tests {
    private Tests() {
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAt(byte[] bytes, int start, byte[] text) {
        return Arrays.equals(bytes, start, start + text.length, text, 0, text.length);
    }

    /** The same bytes as one of some texts. */
    record Equal(byte[][] texts) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            for (byte[] text : texts) {
                if (end - start == text.length && isAt(bytes, start, text)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Has a text in it. */
    record Contains(byte[] text) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            for (int i = start; i <= end - text.length; i++) {
                if (isAt(bytes, i, text)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Begins with a text. */
    record StartsWith(byte[] text) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            return end - start >= text.length && isAt(bytes, start, text);
        }
    }

    /** Ends with a text. */
    record EndsWith(byte[] text) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            return end - start >= text.length && isAt(bytes, end - text.length, text);
        }
    }

    /** Is a directory, or something below it. */
    record Under(byte[] directory) implements ValueTest {
        /** Makes a test of a path without a slash at its end. */
        static Under of(String path) {
            int length = path.length();
            while (length > 0 && path.charAt(length - 1) == '/') {
                length--;
            }
            return new Under(bytes(path.substring(0, length)));
        }

        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            int length = end - start;
            return length >= directory.length && isAt(bytes, start, directory)
                    && (length == directory.length || bytes[start + directory.length] == '/');
        }
    }

    /** How numbers are compared. */
    enum Order {
        /** Less. */
        LESS,
        /** Less, or the same. */
        AT_MOST,
        /** Greater. */
        GREATER,
        /** Greater, or the same. */
        AT_LEAST;

        boolean holds(long value, long number) {
            return switch (this) {
                case LESS -> value < number;
                case AT_MOST -> value <= number;
                case GREATER -> value > number;
                case AT_LEAST -> value >= number;
            };
        }
    }

    /** Compares decimal numbers. An id that is not set is neither less nor greater than another. */
    record Compare(Order order, long number, boolean isId) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            long value = Decimal.read(bytes, start, end);
            return value != Decimal.NONE && !(isId && value == AuditRecord.UNSET_ID) && order.holds(value, number);
        }
    }

    /** Is one of some decimal numbers. */
    record Number(long[] numbers) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            long value = Decimal.read(bytes, start, end);
            for (long number : numbers) {
                if (value == number && value != Decimal.NONE) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Is the id of a user or group of a name. The name that a log gives the id counts; without one, the id that the name
     * has on this host.
     */
    record Named(String name, boolean isGroup) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            AuditRecord record = view.record;
            int enriched = record.enrichedCount() == 0 ? -1 : record.findEnriched(view.field);
            if (enriched >= 0) {
                int from = record.valueStart(enriched);
                int length = record.valueLength(enriched);
                if (length >= 2 && record.bytes()[from] == '"') {
                    from++;
                    length -= 2;
                }
                byte[] wanted = bytes(name);
                return length == wanted.length && isAt(record.bytes(), from, wanted);
            }
            long value = Decimal.read(bytes, start, end);
            if (value < 0 || value == AuditRecord.UNSET_ID) {
                return false;
            }
            long id = name.equals("root") ? 0 : isGroup ? view.names().groupId(name) : view.names().userId(name);
            return value == id;
        }
    }

    /** Passes one of several tests. */
    record Any(List<ValueTest> tests) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            for (int i = 0; i < tests.size(); i++) {
                if (tests.get(i).test(view, bytes, start, end)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Is a word of success, or one of failure. */
    record Success(boolean wanted) implements ValueTest {
        private static final List<byte[]> GOOD = words("yes", "success", "1", "granted", "allowed");
        private static final List<byte[]> BAD = words("no", "failed", "fail", "failure", "0", "denied");

        private static List<byte[]> words(String... words) {
            return Arrays.stream(words).map(word -> bytes(word.toLowerCase(Locale.ROOT))).toList();
        }

        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            for (byte[] word : wanted ? GOOD : BAD) {
                if (end - start == word.length && isAt(bytes, start, word)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A system call of a name, by the architecture of its record. */
    record SystemCall(int[] architectures, int[] numbers) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            int architecture = (int) view.record.hexNumber(FieldName.ARCH, 0);
            long number = Decimal.read(bytes, start, end);
            for (int i = 0; i < architectures.length; i++) {
                if (architectures[i] == architecture && numbers[i] == number) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A hexadecimal number of which some bits have a value. */
    record Bits(int mask, int value) implements ValueTest {
        @Override
        public boolean test(EventView view, byte[] bytes, int start, int end) {
            int number = 0;
            for (int i = start; i < end; i++) {
                int digit = UntrustedString.hexDigit(bytes[i]);
                if (digit < 0) {
                    return false;
                }
                number = number << 4 | digit;
            }
            return end > start && (number & mask) == value;
        }
    }
}
