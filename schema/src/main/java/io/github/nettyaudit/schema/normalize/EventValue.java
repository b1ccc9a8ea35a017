package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that was read from an event: the value of a field, with its encoding undone, or a part of one. Belongs to the
 * {@link NormalizedEvent} and is valid until the next event is read.
 */
public final class EventValue {
    private final TextBuffer text = new TextBuffer();
    private boolean present;

    EventValue() {
    }

    void clear() {
        text.clear();
        present = false;
    }

    /** Begins a text that is there, even if nothing is appended. */
    TextBuffer set() {
        present = true;
        return text.clear();
    }

    void set(TextBuffer value) {
        set().append(value.array(), 0, value.length());
    }

    void set(FieldBytes value) {
        set().append(value.array(), value.start(), value.length());
    }

    void set(EventValue value) {
        if (value.present) {
            set(value.text);
        } else {
            clear();
        }
    }

    /**
     * Returns whether the event says this.
     *
     * @return false if there is no such field
     */
    public boolean isPresent() {
        return present;
    }

    /**
     * Returns the bytes, from 0 to {@link #length()}.
     *
     * @return the array of this value, not a copy; the caller must not write to it
     */
    public byte[] array() {
        return text.array();
    }

    /**
     * Returns the length.
     *
     * @return the number of bytes, 0 if there is none
     */
    public int length() {
        return text.length();
    }

    /** Whether the text is one or more decimal digits. */
    boolean isDecimal() {
        return isDecimal(text.array(), 0, text.length());
    }

    /** Whether a text is one or more decimal digits. */
    static boolean isDecimal(byte[] array, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (array[i] < '0' || array[i] > '9') {
                return false;
            }
        }
        return length > 0;
    }

    /** Whether the text is there and has these bytes. */
    boolean isSameAs(byte[] array, int start, int length) {
        return present && Arrays.equals(text.array(), 0, text.length(), array, start, start + length);
    }

    /** The number of up to 18 decimal digits. */
    long number() {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            number = number * 10 + text.array()[i] - '0';
        }
        return number;
    }

    boolean is(String ascii) {
        if (text.length() != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (text.array()[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return present;
    }

    /**
     * Returns whether both have the same bytes.
     *
     * @param other another one
     * @return whether they are the same; also if both are not there
     */
    public boolean isSameAs(EventValue other) {
        return present == other.present && Arrays.equals(text.array(), 0, text.length(), other.text.array(), 0,
                other.text.length());
    }

    /** Whether the text is the id of nobody. */
    boolean isUnset() {
        return is("unset") || is("4294967295") || is("-1");
    }

    /** Returns the text; bytes that are not UTF-8 become U+FFFD. */
    @Override
    public String toString() {
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }
}
