package io.github.nettyaudit.codec.event;

/** What an {@link AuditFlowControlHandler} does when the events that it holds reach its bound. */
public enum AuditFlowPolicy {
    /**
     * New events are dropped, until at most half of the bound is held. One {@link AuditLossEvent} of kind
     * {@link AuditLossKind#DROPPED} reports them at the place where they are missing. The channel keeps reading, so the
     * kernel and the audited processes do not notice. This is the policy for a registered audit daemon.
     */
    DROP,
    /**
     * The channel stops reading ({@code autoRead} is set to false), until at most half of the bound is held. Events
     * that still arrive are kept: those of the batch of datagrams that was being read, and those that the
     * {@link AuditEventAssembler} has open. The bound is exceeded by them and by nothing else.
     *
     * <p>On the channel of a registered audit daemon this costs much: the socket fills, then the kernel's queue, then
     * every audited process sleeps in its system calls for up to {@code backlog_wait_time}, and after that the kernel
     * loses records. Use it for a log, a capture, or a socket where that is wanted.
     */
    PAUSE
}
