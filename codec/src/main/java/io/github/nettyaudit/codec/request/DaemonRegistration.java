package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/** Registers a socket as the audit daemon, and finds out which daemon is registered already if that fails. */
final class DaemonRegistration {
    private DaemonRegistration() {
    }

    /**
     * @param sender the client of the channel that shall receive the records
     * @param lookUp requests the status if a failure needs an explanation
     * @param pid    the caller's process id
     * @return the result, on the sender's event loop; a failure names the other daemon if that is the reason
     */
    static Future<Void> register(AuditClient sender, AuditClient lookUp, int pid) {
        Future<Void> request = sender.send(AuditRequests.register(pid));
        Promise<Void> result = new LoopPromise<>(sender::channel);
        result.addListener(ended -> {
            if (ended.isCancelled()) {
                request.cancel(false);
            }
        });
        request.addListener((Future<Void> ended) -> {
            if (ended.isSuccess()) {
                result.trySuccess(null);
            } else if (needsExplanation(ended.cause())) {
                lookUp.status().addListener((Future<AuditStatus> status) ->
                        explain(result, ended.cause(), status, pid));
            } else {
                result.tryFailure(ended.cause());
            }
        });
        return result;
    }

    private static boolean needsExplanation(Throwable cause) {
        return cause instanceof AuditRequestTimeoutException
                || cause instanceof AuditErrnoException error && error.errno() == NetlinkErrno.EEXIST;
    }

    private static void explain(Promise<Void> result, Throwable cause, Future<AuditStatus> status, int pid) {
        if (!status.isSuccess()) {
            result.tryFailure(cause);
        } else if (cause instanceof AuditErrnoException error) {
            result.tryFailure(error.withOtherDaemon(status.getNow().pid()));
        } else if (status.getNow().pid() == pid) {
            result.trySuccess(null); // the acknowledgement was lost, the registration was not
        } else {
            result.tryFailure(cause);
        }
    }
}
