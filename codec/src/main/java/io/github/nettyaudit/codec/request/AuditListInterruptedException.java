package io.github.nettyaudit.codec.request;

/**
 * Datagrams were lost on the socket while a listing was under way, so parts of it may be missing, and so often that
 * starting it again did not help: something else floods the socket. Lists belong on a control channel.
 */
public final class AuditListInterruptedException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    AuditListInterruptedException(PendingRequest<?> call) {
        super(describe(call.request, call.sequence) + " was interrupted by lost datagrams " + (call.restarts + 1)
                + " times in a row; list on a control channel of its own", call.request, call.sequence, null);
    }
}
