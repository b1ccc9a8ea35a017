package io.github.nettyaudit.codec.request;

/** As many requests as the {@link AuditRequestHandler} allows are in flight already; this one was not sent. */
public final class AuditRequestLimitException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    AuditRequestLimitException(AuditRequest<?> request, int limit) {
        super(describe(request, 0) + " was not sent: " + limit
                + " requests are in flight, which is the limit; wait for some of them to end", request, 0, null);
        this.limit = limit;
    }

    /** How many requests may be in flight. */
    public int limit() {
        return limit;
    }
}
