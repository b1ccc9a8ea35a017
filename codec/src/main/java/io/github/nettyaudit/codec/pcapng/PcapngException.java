package io.github.nettyaudit.codec.pcapng;

import java.io.IOException;

/** A file that is not the pcapng it should be. The message says what is wrong and at which byte of the file. */
public final class PcapngException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether the file ends before the block is complete. */
    private final boolean truncated;

    PcapngException(String message, long offset, boolean truncated) {
        super(message + " (block at byte " + offset + ')');
        this.truncated = truncated;
    }

    /**
     * Whether the file just ends too early, as it does when the program that wrote it was killed or the disk was
     * full. What was read before is then good; nothing follows.
     *
     * @return true if the file ends too early, false if its content is damaged
     */
    public boolean isTruncated() {
        return truncated;
    }
}
