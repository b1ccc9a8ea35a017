package io.github.nettyaudit.daemon.intake;

/**
 * What happens to a record for which the {@link IntakeRing} has no space, because the store is slower than the
 * source.
 */
public enum IntakeFullPolicy {
    /**
     * The record is dropped and counted; a loss event in its place reports how many were. The price: these records are
     * lost. The audited processes are not slowed down.
     */
    DROP,
    /**
     * The source waits. A channel stops reading, so that the records wait in its socket and then in the kernel's
     * backlog, whose settings decide what happens next. The price: when the backlog is full, each audited system call
     * on the
     * host sleeps up to {@code backlog_wait_time}, and after that the kernel drops records, of which it counts a part
     * only. A source with a thread of its own blocks that thread.
     */
    WAIT
}
