package io.github.nettyaudit.daemon.delivery;

/** What a log does when its bound is reached. */
public enum FullPolicy {
    /** The oldest entries go. Each reader that has not read them finds a gap with their exact range. */
    DROP_OLDEST,
    /** The new entry goes. It takes a sequence number, so each reader finds a gap in its place. */
    DROP_NEWEST,
    /** The thread that appends waits until the readers have committed what they have read. */
    STOP
}
