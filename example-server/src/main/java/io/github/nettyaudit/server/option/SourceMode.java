package io.github.nettyaudit.server.option;

/** The source of the records. */
public enum SourceMode {
    /** {@link #UNICAST} if no audit daemon is registered, else {@link #MULTICAST}. */
    AUTO,
    /** The live kernel; this process is its audit daemon. */
    UNICAST,
    /** The live kernel; this process reads beside the audit daemon and changes nothing. */
    MULTICAST,
    /** Recorded events, sent by a scripted kernel in this process; needs no privilege. */
    DEMO;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
