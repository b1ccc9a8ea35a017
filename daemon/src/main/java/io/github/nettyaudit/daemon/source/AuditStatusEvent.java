package io.github.nettyaudit.daemon.source;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditStatus;

/**
 * User event of the data channel: the kernel's status, which the daemon asks for now and then while all is calm.
 *
 * @param status the kernel's reply
 */
public record AuditStatusEvent(AuditStatus status) {
    /**
     * Creates the event.
     *
     * @param status the kernel's reply
     */
    public AuditStatusEvent {
        requireNonNull(status, "status");
    }
}
