package io.github.nettyaudit.daemon.intake;

/** What should be an entry of a ring is none: somebody else has written to the file. */
final class DamagedEntryException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedEntryException(long position) {
        super("the entry at position " + position + " is damaged");
    }
}
