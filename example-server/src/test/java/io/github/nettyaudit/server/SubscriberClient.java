package io.github.nettyaudit.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A subscriber as a program of the user would be: it connects, sends its token if it needs one, and reads lines. */
public final class SubscriberClient implements AutoCloseable {
    /** The secret of {@link #tokenFile}. */
    public static final String TOKEN = "0123456789abcdef-test";

    private static final long PATIENCE_SECONDS = 120;

    private final SocketChannel channel;
    private final BufferedReader reader;

    private SubscriberClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(this::giveUp);
        reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    public static SubscriberClient unix(Path socket) throws IOException {
        return new SubscriberClient(UnixDomainSocketAddress.of(socket));
    }

    /** Connects to a port of this machine without sending anything. */
    public static SubscriberClient tcp(int port) throws IOException {
        return new SubscriberClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** A token file as {@code --token-file} wants it. */
    public static Path tokenFile(Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, TOKEN + "\n");
    }

    public SubscriberClient sendToken() throws IOException {
        return send("token " + TOKEN + "\n");
    }

    public SubscriberClient send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** The next line; {@code null} at the end of the stream. */
    public String line() throws IOException {
        return reader.readLine();
    }

    public BufferedReader reader() {
        return reader;
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Has a reader fail that would wait for ever. */
    private void giveUp() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
