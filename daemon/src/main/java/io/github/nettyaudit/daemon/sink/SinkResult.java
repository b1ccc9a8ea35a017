package io.github.nettyaudit.daemon.sink;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a sink says of each document of a batch. Immutable. */
public final class SinkResult {
    private static final SinkOutcome[] SAME = new SinkOutcome[0];
    private static final SinkResult ALL_ACCEPTED = new SinkResult(SinkOutcome.ACCEPTED, "", SAME, new String[0]);

    private final SinkOutcome common;
    private final String commonReason;
    private final SinkOutcome[] outcomes;
    private final @Nullable String[] reasons;

    private SinkResult(SinkOutcome common, String commonReason, SinkOutcome[] outcomes, @Nullable String[] reasons) {
        this.common = common;
        this.commonReason = requireNonNull(commonReason, "reason");
        this.outcomes = outcomes;
        this.reasons = reasons;
    }

    /**
     * All documents are accepted.
     *
     * @return the result
     */
    public static SinkResult accepted() {
        return ALL_ACCEPTED;
    }

    /**
     * All documents are to be sent again.
     *
     * @param cause why, for the operator
     * @return the result
     */
    public static SinkResult tryAgain(String cause) {
        return new SinkResult(SinkOutcome.TRY_AGAIN, cause, SAME, new String[0]);
    }

    /**
     * All documents are refused for good.
     *
     * @param reason why, for the operator
     * @return the result
     */
    public static SinkResult refused(String reason) {
        return new SinkResult(SinkOutcome.REFUSED, reason, SAME, new String[0]);
    }

    /**
     * Begins a result in which documents differ.
     *
     * @param documents the number of documents of the batch
     * @return a builder of a result that accepts all documents but those that it names
     */
    public static Builder of(int documents) {
        return new Builder(documents);
    }

    /**
     * Returns what became of a document.
     *
     * @param document its index in the batch
     * @return the outcome
     * @throws IndexOutOfBoundsException if the result was built for fewer documents
     */
    public SinkOutcome outcome(int document) {
        return outcomes == SAME ? common : outcomes[document];
    }

    /**
     * Returns why a document was not accepted.
     *
     * @param document its index in the batch
     * @return the reason; empty if it was accepted
     * @throws IndexOutOfBoundsException if the result was built for fewer documents
     */
    public String reason(int document) {
        return outcomes == SAME ? commonReason : Objects.requireNonNullElse(reasons[document], "");
    }

    /**
     * Returns whether every document was accepted.
     *
     * @return whether each one was
     */
    public boolean isAccepted() {
        return outcomes == SAME ? common == SinkOutcome.ACCEPTED
                : Arrays.stream(outcomes).allMatch(SinkOutcome.ACCEPTED::equals);
    }

    /**
     * Returns for how many documents this result was built.
     *
     * @return the number of documents; -1 if it holds for all documents of any batch
     */
    public int size() {
        return outcomes == SAME ? -1 : outcomes.length;
    }

    @Override
    public String toString() {
        if (outcomes == SAME) {
            return "all " + common + (commonReason.isEmpty() ? "" : ": " + commonReason);
        }
        return Arrays.toString(outcomes) + ' ' + Arrays.toString(reasons);
    }

    /** Builds a result in which documents differ. Not thread-safe. */
    public static final class Builder {
        private final SinkOutcome[] outcomes;
        private final @Nullable String[] reasons;

        private Builder(int documents) {
            if (documents < 1) {
                throw new IllegalArgumentException("documents: " + documents + " (expected: >= 1)");
            }
            outcomes = new SinkOutcome[documents];
            Arrays.fill(outcomes, SinkOutcome.ACCEPTED);
            reasons = new String[documents];
        }

        /**
         * Says that a document is to be sent again.
         *
         * @param document its index in the batch
         * @param cause    why, for the operator
         * @return this builder
         */
        public Builder tryAgain(int document, String cause) {
            return set(document, SinkOutcome.TRY_AGAIN, cause);
        }

        /**
         * Says that a document is refused for good.
         *
         * @param document its index in the batch
         * @param reason   why, for the operator
         * @return this builder
         */
        public Builder refuse(int document, String reason) {
            return set(document, SinkOutcome.REFUSED, reason);
        }

        private Builder set(int document, SinkOutcome outcome, String reason) {
            reasons[document] = requireNonNull(reason, "reason");
            outcomes[document] = outcome;
            return this;
        }

        /**
         * Makes the result.
         *
         * @return the result
         */
        public SinkResult build() {
            return new SinkResult(SinkOutcome.ACCEPTED, "", outcomes.clone(), reasons.clone());
        }
    }
}
