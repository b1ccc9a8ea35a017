package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.server.http.HttpReply;
import java.util.Set;

/**
 * What the server says of one document.
 *
 * @param status the status code
 * @param type   the type of the error; empty if there is none
 * @param reason why; empty if there is no error
 */
record BulkItem(int status, String type, String reason) {
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    /** Errors of the status 400 that are no fault of the document: the operator can mend them. */
    private static final Set<String> OF_SETUP = Set.of("invalid_index_name_exception", "validation_exception",
            "index_closed_exception", "invalid_alias_name_exception", "index_template_missing_exception");
    private static final String PIPELINE = "pipeline with id ";
    private static final String DATA_STREAM = "data stream";

    /** Whether the server has the document: it was created now, or before. */
    SinkOutcome outcome() {
        if (status >= 200 && status < 300 || status == CONFLICT) {
            return SinkOutcome.ACCEPTED;
        }
        boolean isOfDocument = status == BAD_REQUEST || status == TOO_LARGE || status == UNPROCESSABLE;
        return isOfDocument && !isOfSetup() ? SinkOutcome.REFUSED : SinkOutcome.TRY_AGAIN;
    }

    private boolean isOfSetup() {
        return OF_SETUP.contains(type) || type.equals("illegal_argument_exception")
                && (reason.startsWith(PIPELINE) || reason.contains(DATA_STREAM));
    }

    /** The reason for the operator. */
    String words() {
        return ServerWords.ofStatus(status) + (type.isEmpty() ? "" : ": " + HttpReply.printable(type))
                + (reason.isEmpty() ? "" : ": " + HttpReply.printable(reason));
    }
}
