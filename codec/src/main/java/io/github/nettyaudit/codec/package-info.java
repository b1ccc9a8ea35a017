/**
 * The audit protocol: {@link io.github.nettyaudit.codec.netlink.NetlinkMessage}s become typed
 * {@link io.github.nettyaudit.codec.message.AuditMessage}s and back.
 *
 * <p>The way of a record: {@link io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder} →
 * {@link io.github.nettyaudit.codec.message.AuditStatusCodec} → {@link
 * io.github.nettyaudit.codec.message.AuditMessageDecoder} →
 * {@code AuditRequestHandler} (package {@code request}) → your handler.
 * {@link io.github.nettyaudit.codec.AuditPipeline} puts them in that order.
 */
@NullMarked
package io.github.nettyaudit.codec;

import org.jspecify.annotations.NullMarked;
