package io.github.nettyaudit.codec.rule;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the loaded rules until two listings in a row are equal. The kernel drops a part of a listing that finds the
 * socket full for 100 ms and goes on with the next one, so a single listing may lack rules although it ends well.
 */
final class RuleListing {
    /** Other programs that edit rules make listings differ too, so there are many tries. */
    static final int MOST_LISTINGS = 32;

    private final AuditRules rules;
    private final Promise<List<AuditRule>> result;
    private @Nullable List<AuditRule> last;
    private int listings;

    RuleListing(AuditRules rules, Promise<List<AuditRule>> result) {
        this.rules = rules;
        this.result = result;
    }

    void run() {
        rules.list().addListener(this::listed);
    }

    private void listed(Future<? super List<AuditRule>> listing) {
        if (!listing.isSuccess()) {
            result.tryFailure(listing.cause());
            return;
        }
        @SuppressWarnings("unchecked")
        List<AuditRule> listed = (List<AuditRule>) listing.getNow();
        if (listed.equals(last)) {
            result.trySuccess(listed);
        } else if (++listings == MOST_LISTINGS) {
            result.tryFailure(new AuditRuleConflictException("the loaded rules were different in each of "
                    + MOST_LISTINGS + " listings in a row; another program is changing them, try again later",
                    "list rules"));
        } else {
            last = listed;
            run();
        }
    }
}
