package io.github.nettyaudit.daemon.internal.rescue;

import io.github.nettyaudit.codec.message.AuditStatus;

/** The few requests that a close makes, as blocking calls. Not for an event loop. */
public interface KernelLink {
    /**
     * Asks for the status.
     *
     * @throws KernelRefusalException if the kernel refuses
     * @throws KernelLinkException    if no answer comes on this way
     */
    AuditStatus status() throws KernelRefusalException, KernelLinkException, InterruptedException;

    /**
     * Makes a change and waits for the acknowledgement.
     *
     * @throws KernelRefusalException if the kernel refuses
     * @throws KernelLinkException    if no answer comes on this way; the change may have been made
     */
    void set(AuditStatus changes) throws KernelRefusalException, KernelLinkException, InterruptedException;
}
