package io.github.nettyaudit.testkit;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel sends because of one request. The acknowledgements of all requests of a datagram come first, then the
 * replies; records reach the daemon afterwards.
 */
final class KernelAnswer {
    final List<ByteBuf> acknowledgements = new ArrayList<>(1);
    final List<ByteBuf> replies = new ArrayList<>(1);
    /** Records that the request gives rise to, for the daemon; with {@code nlmsg_len} as on unicast. */
    final List<ByteBuf> records = new ArrayList<>(0);
}
