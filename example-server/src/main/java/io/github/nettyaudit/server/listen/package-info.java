/**
 * Where subscribers connect: {@link io.github.nettyaudit.server.listen.SubscriberListener} opens a Unix socket or a TCP
 * port, and passes on those connections whose peer may read the audit trail.
 *
 * <p>A Unix socket is a file of mode 0600 ({@code UnixSocketFile}), and the kernel names the peer's user
 * ({@code PeerCheck}). A TCP peer must send the secret of {@code --token-file} first ({@code TokenCheck}).
 */
@NullMarked
package io.github.nettyaudit.server.listen;

import org.jspecify.annotations.NullMarked;
