package io.github.nettyaudit.schema.process;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a part of a {@link ProcessInfo} is missing. */
public enum MissReason {
    /** The process had ended before it could be looked at, or was executing another program by then. */
    ENDED(1),
    /** The process is there, and the kernel did not let the part be read. */
    UNREADABLE(2),
    /** The process of this id is another one, which was started after the event. */
    REUSED(3),
    /** There is no {@code /proc}, or not the one of the host. */
    UNAVAILABLE(4),
    /** What was read is not what {@code proc(5)} describes. */
    INVALID(5),
    /** A bound was reached. */
    LIMIT(6);

    private static final MissReason[] REASONS = values();

    private final int code;
    private final String word;

    MissReason(int code) {
        this.code = code;
        word = name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the number of the reason in stored forms.
     *
     * @return 1 or more, the same in each version
     */
    public int code() {
        return code;
    }

    /**
     * Returns the reason as documents name it.
     *
     * @return the name of the constant in lower case
     */
    public String word() {
        return word;
    }

    /**
     * Finds a reason by its number.
     *
     * @param code the number
     * @return the reason; {@code null} if no reason has the number
     */
    public static @Nullable MissReason ofCode(int code) {
        for (MissReason reason : REASONS) {
            if (reason.code == code) {
                return reason;
            }
        }
        return null;
    }

    /**
     * Finds a reason by its word.
     *
     * @param word the word
     * @return the reason; {@code null} if no reason has it
     */
    public static @Nullable MissReason ofWord(String word) {
        for (MissReason reason : REASONS) {
            if (reason.word.equals(word)) {
                return reason;
            }
        }
        return null;
    }
}
