package io.github.nettyaudit.server.option;

/** Where records come from. */
public enum SourceMode {
    /** {@link #UNICAST} if no audit daemon is registered, else {@link #MULTICAST}. */
    AUTO,
    /** The live kernel; this process is its audit daemon. */
    UNICAST,
    /** The live kernel; this process reads beside the audit daemon and changes nothing. */
    MULTICAST,
    /** A scripted kernel; needs no privilege. */
    DEMO;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
