package io.github.nettyaudit.server.listen;

import io.github.nettyaudit.server.io.FileOwner;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the peer's user whether a connection to the Unix socket may read the stream. The kernel reports the user
 * that called connect(2) ({@code SO_PEERCRED} of unix(7)), so the check also holds if somebody has given the socket file
 * a wider mode.
 */
public final class PeerCheck {
    private final Set<Integer> users = new TreeSet<>(Integer::compareUnsigned);

    /**
     * Lets root, the user of this process and another one connect.
     *
     * @param listenUid a user who may connect besides root and the user of this process
     * @throws IOException if {@code /proc} is not mounted
     */
    public PeerCheck(@Nullable Long listenUid) throws IOException {
        users.add(FileOwner.ROOT);
        users.add(FileOwner.ownUid());
        if (listenUid != null) {
            users.add(listenUid.intValue());
        }
    }

    /**
     * Decides on a connection.
     *
     * @param channel the connection
     * @return the reason for which it is refused; {@code null} if it may read the stream
     * @throws IOException if the peer has gone
     */
    public @Nullable String refusal(Channel channel) throws IOException {
        PeerCredentials peer = ((EpollDomainSocketChannel) channel).peerCredentials();
        return users.contains(peer.uid()) ? null
                : "process " + peer.pid() + " of user " + Integer.toUnsignedString(peer.uid()) + " may not read the stream";
    }

    /** The users who may connect, for people. */
    @Override
    public String toString() {
        return users.stream().map(uid -> uid == FileOwner.ROOT ? "root" : "user " + Integer.toUnsignedString(uid))
                .collect(Collectors.joining(" and "));
    }
}
