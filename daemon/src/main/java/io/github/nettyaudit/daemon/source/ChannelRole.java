package io.github.nettyaudit.daemon.source;

/** The two channels of a daemon. */
public enum ChannelRole {
    /** Receives records and sends only the registration. */
    DATA,
    /** Sends all other requests. */
    CONTROL;

    /**
     * Returns the name in lower case.
     *
     * @return {@code data} or {@code control}
     */
    @Override
    public String toString() {
        return this == DATA ? "data" : "control";
    }
}
