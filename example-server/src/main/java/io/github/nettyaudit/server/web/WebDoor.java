package io.github.nettyaudit.server.web;

import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.listen.UnixSocketFile;
import io.github.nettyaudit.server.option.ListenAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a server listens, and whom it lets in. Immutable. */
public final class WebDoor {
    private final ListenAddress listen;
    private final @Nullable ServerTls tls;
    private final @Nullable WebToken token;
    private final @Nullable Long user;
    private final List<String> hosts;
    private final Readers readers;

    private WebDoor(Builder builder) {
        listen = builder.listen;
        tls = builder.tls;
        token = builder.token;
        user = builder.user;
        hosts = List.copyOf(builder.hosts);
        readers = builder.readers;
    }

    /**
     * Starts with an address.
     *
     * @param listen where the server listens
     * @return a builder
     */
    public static Builder builder(ListenAddress listen) {
        return new Builder(Objects.requireNonNull(listen, "listen"));
    }

    /**
     * Returns where the server listens.
     *
     * @return the address
     */
    public ListenAddress listen() {
        return listen;
    }

    /**
     * Returns whether clients find a server that listens there.
     *
     * @return {@code false} if it is a Unix socket whose file somebody has deleted
     */
    public boolean isThere() {
        return !(listen instanceof ListenAddress.Unix unix) || Files.exists(unix.path(), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns whether clients can ask for a host of this name.
     *
     * @param name the name
     * @return whether it is the name of a host, without a port
     */
    public static boolean isHostName(String name) {
        return HostNames.isName(name);
    }

    /**
     * Finds out whether a server could listen now, and changes nothing. Another process may still take the address.
     *
     * @param name the setting, for the message
     * @throws IOException if it could not; the message is for the operator
     */
    public void checkListen(String name) throws IOException {
        try {
            if (listen instanceof ListenAddress.Unix unix) {
                UnixSocketFile.check(unix.path(), user);
            } else if (listen instanceof ListenAddress.Tcp tcp) {
                try (ServerSocket probe = new ServerSocket()) {
                    probe.setReuseAddress(true); // as the server does
                    probe.bind(tcp.address());
                }
            }
        } catch (IOException e) {
            throw new IOException(name + ": cannot listen at " + listen + ": " + e.getMessage(), e);
        }
    }

    @Nullable ServerTls tls() {
        return tls;
    }

    @Nullable WebToken token() {
        return token;
    }

    @Nullable Long user() {
        return user;
    }

    List<String> hosts() {
        return hosts;
    }

    /** Whether the other end's user decides. */
    boolean checksPeers() {
        return listen instanceof ListenAddress.Tcp && readers == Readers.TRUSTED && token == null && !asksForCertificates();
    }

    private boolean asksForCertificates() {
        return tls != null && tls.clients() == ServerTls.Clients.REQUIRED;
    }

    /** Collects settings. Confined to one thread. */
    public static final class Builder {
        private final ListenAddress listen;
        private @Nullable ServerTls tls;
        private @Nullable WebToken token;
        private @Nullable Long user;
        private Collection<String> hosts = List.of();
        private Readers readers = Readers.TRUSTED;

        private Builder(ListenAddress listen) {
            this.listen = listen;
        }

        /**
         * Encrypts.
         *
         * @param value the certificate; {@code null} for none
         * @return this builder
         */
        public Builder tls(@Nullable ServerTls value) {
            tls = value;
            return this;
        }

        /**
         * Asks for a token.
         *
         * @param value the token; {@code null} for none
         * @return this builder
         */
        public Builder token(@Nullable WebToken value) {
            token = value;
            return this;
        }

        /**
         * Lets a user in beside root and the user of this process, at a Unix socket and where the other end's user decides.
         *
         * @param value the id of the user, who also owns the Unix socket; {@code null} for none
         * @return this builder
         */
        public Builder user(@Nullable Long value) {
            user = value;
            return this;
        }

        /**
         * Answers under further names.
         *
         * @param names names that clients may have in {@code Host}, beside {@code localhost}, addresses, and beyond loopback
         *              the name of this host
         * @return this builder
         */
        public Builder hosts(Collection<String> names) {
            hosts = List.copyOf(names);
            return this;
        }

        /**
         * Says whom to let in.
         *
         * @param value who; {@link Readers#TRUSTED} if this is not called
         * @return this builder
         */
        public Builder readers(Readers value) {
            readers = Objects.requireNonNull(value, "readers");
            return this;
        }

        /**
         * Makes the door.
         *
         * @return the door
         * @throws IllegalArgumentException if it would let the wrong ones in; the message is for the operator, and goes on
         *                                  after the name of the setting {@code listen}
         */
        public WebDoor build() {
            for (String host : hosts) {
                if (!HostNames.isName(host)) {
                    throw new IllegalArgumentException("cannot answer as '" + host + "', which is not the name of a host");
                }
            }
            WebDoor door = new WebDoor(this);
            if (listen instanceof ListenAddress.Tcp tcp) {
                checkTcp(door, tcp.address().getAddress().isLoopbackAddress());
            } else if (tls != null || token != null) {
                throw new IllegalArgumentException("is a Unix socket, which has neither tls nor token: the kernel says who"
                        + " connects");
            }
            return door;
        }

        private void checkTcp(WebDoor door, boolean isLoopback) {
            if (isLoopback) {
                return;
            }
            if (tls == null && token == null) {
                throw new IllegalArgumentException("is not a loopback address, so that everybody on the network could"
                        + " connect: set token or the keys of tls, or listen at 127.0.0.1 or unix:/path");
            }
            if (readers == Readers.TRUSTED && tls == null) {
                throw new IllegalArgumentException("is not a loopback address, and the token and the events would be"
                        + " readable on the network: set the keys of tls, or listen at 127.0.0.1 and come in by ssh -L");
            }
            if (door.readers == Readers.TRUSTED && token == null && !door.asksForCertificates()) {
                throw new IllegalArgumentException("is not a loopback address, and TLS alone lets everybody in: set token, or"
                        + " tls.trust");
            }
        }
    }
}
