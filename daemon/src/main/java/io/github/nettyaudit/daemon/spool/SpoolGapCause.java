package io.github.nettyaudit.daemon.spool;

/** Why a reader does not get some entries. The order is that of the codes in the header of a block. */
public enum SpoolGapCause {
    /** The segments are not there, and the spool did not delete them; or the entries were never written. */
    MISSING,
    /** The spool deleted the oldest segments because its bound was reached ({@link WhenFull#DROP_OLDEST}). */
    DROPPED_OLDEST,
    /** The spool discarded new entries because its bound was reached ({@link WhenFull#DROP_NEWEST}). */
    DROPPED_NEWEST,
    /** The spool discarded new entries because the disk was full, or could not be written to. */
    NOT_WRITTEN,
    /** The blocks are damaged. */
    CORRUPT,
    /**
     * They were at the end of the spool when the process or the machine stopped, and their block was not whole at the next
     * start. If the source was read again from {@link SpoolRecovery#sourcePosition()}, they follow with new sequences.
     */
    TORN;

    private static final SpoolGapCause[] BY_CODE = values();

    /**
     * Returns the cause in words.
     *
     * @return a part of a sentence
     */
    public String reason() {
        return switch (this) {
            case DROPPED_OLDEST, DROPPED_NEWEST -> "the spool was full";
            case NOT_WRITTEN -> "the disk of the spool was full, or could not be written to";
            case CORRUPT -> "blocks of the spool are damaged";
            case TORN -> "the spool was not whole when the process or the machine had stopped";
            case MISSING -> "segments of the spool are missing";
        };
    }

    /** Returns the cause of a code, {@link #MISSING} for one that is not known. */
    static SpoolGapCause ofCode(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : MISSING;
    }
}
