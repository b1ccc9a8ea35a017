/**
 * The audit protocol as Netty handlers: netlink framing, audit messages, requests, rules, records and events.
 *
 * <p>Runs on any Netty channel and needs no native code. The overview is the page of the package
 * {@link io.github.nettyaudit.codec}: where to start, handlers, user events, close order, threads, buffers.
 */
module io.github.nettyaudit.codec {
    requires transitive io.netty.common;
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires transitive io.netty.codec;
    requires static transitive org.jspecify;

    exports io.github.nettyaudit.codec;
    exports io.github.nettyaudit.codec.event;
    exports io.github.nettyaudit.codec.interpret;
    exports io.github.nettyaudit.codec.message;
    exports io.github.nettyaudit.codec.netlink;
    exports io.github.nettyaudit.codec.pcapng;
    exports io.github.nettyaudit.codec.record;
    exports io.github.nettyaudit.codec.request;
    exports io.github.nettyaudit.codec.rule;
    exports io.github.nettyaudit.codec.table;
    exports io.github.nettyaudit.codec.user;
}
