package io.github.nettyaudit.server.sink.kafka;

/**
 * Why a document was not accepted.
 *
 * @param kind  what that means for the document and for the producer
 * @param words what happened and what to do, for the operator
 */
record SendFailure(Kind kind, String words) {
    /** What a failure means. */
    enum Kind {
        /** The document will never be accepted; the producer goes on with the next one. */
        REFUSED,
        /** The document is to be sent again, and the producer can do that. */
        LATER,
        /** The document is to be sent again, by a new producer. */
        PRODUCER_LOST
    }
}
