package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;

/** Ends the registration as the audit daemon and, on request, turns auditing off with it. */
final class DaemonUnregistration {
    private static final AuditRequest<Void> WITH_DISABLE = AuditRequests.set(
            "unregister audit daemon and disable audit", AuditStatus.builder().enabled(AuditEnabled.OFF).pid(0).build(), AuditRequests.NOTHING);

    private DaemonUnregistration() {
    }

    /**
     * Sends the request through the first client; if it gets no reply there, through the next one. The request may be
     * carried out twice, which does no harm.
     *
     * @param clients where to send, at least one
     * @param disable whether to turn auditing off too
     * @return the result, on the event loop of the first client's channel
     */
    static Future<Void> send(List<AuditClient> clients, boolean disable) {
        Promise<Void> result = new LoopPromise<>(clients.get(0)::channel);
        result.setUncancellable();
        send(clients.iterator(), disable, result);
        return result;
    }

    private static void send(Iterator<AuditClient> clients, boolean disable, Promise<Void> result) {
        AuditClient client = clients.next();
        // one request, so that no record is made between its two parts; the kernel disables first, then unregisters
        client.send(disable ? WITH_DISABLE : AuditRequests.UNREGISTER).addListener((Future<Void> ended) -> {
            if (ended.isSuccess()) {
                result.trySuccess(null);
            } else if (disable && ended.cause() instanceof AuditErrnoException refusal
                    && refusal.errno() == NetlinkErrno.EPERM) {
                // locked since it was enabled: it stays enabled until the next boot, and the pid was not reached
                send(List.of(client).iterator(), false, result);
            } else if (ended.cause() instanceof AuditErrnoException || !clients.hasNext()) {
                result.tryFailure(ended.cause());
            } else {
                send(clients, disable, result);
            }
        });
    }
}
