package io.github.nettyaudit.codec.request;

/**
 * Datagrams were lost on the socket during a listing, so parts of it may be missing, and starting it again did not
 * help. Something else floods the socket: listings belong on a control channel that receives no records.
 */
public final class AuditListInterruptedException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    AuditListInterruptedException(PendingRequest<?> request) {
        super(request.describe() + " was interrupted by lost datagrams " + (request.restarts + 1)
                + " times in a row; list on a control channel of its own", request.request, request.sequence, null);
    }
}
