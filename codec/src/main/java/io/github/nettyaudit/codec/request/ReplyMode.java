package io.github.nettyaudit.codec.request;

/** Which reply completes a request. An error from the kernel completes every request. */
enum ReplyMode {
    /** None: the request is complete when it was sent. */
    NONE,
    /** The acknowledgement. */
    ACKNOWLEDGEMENT,
    /** One message of the reply type; the acknowledgement may arrive before or after it. */
    SINGLE,
    /** Messages of the reply type, until {@code NLMSG_DONE}. */
    LIST
}
