package io.github.nettyaudit.codec.request;

/**
 * The request was not sent because as many requests are in flight as the {@link AuditRequestHandler} allows. It may be
 * sent again when one of them has ended.
 */
public final class AuditRequestLimitException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    /** The bound. @serial */
    private final int limit;

    AuditRequestLimitException(AuditRequest<?> request, int limit) {
        super(describe(request, 0) + " was not sent: " + limit
                + " requests are in flight, which is the limit; wait for some of them to end", request, 0, null);
        this.limit = limit;
    }

    /**
     * Returns the bound.
     *
     * @return how many requests may be in flight at a time
     */
    public int limit() {
        return limit;
    }
}
