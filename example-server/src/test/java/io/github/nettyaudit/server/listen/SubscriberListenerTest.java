package io.github.nettyaudit.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.SubscriberClient;
import io.github.nettyaudit.server.io.FileOwner;
import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** H4 and invariant 9: nobody reads the stream who may not, and nobody keeps others out. */
@Timeout(60) // a reader waits for ever for a line that does not come
class SubscriberListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOBODY = 65_534;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> admitted = new CopyOnWriteArrayList<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private SubscriberListener listener;

    @TempDir
    private Path directory;
    private Path socket;

    @BeforeEach
    void create() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        socket = directory.resolve("s");
        listener = listener(Duration.ofSeconds(30));
    }

    private SubscriberListener listener(Duration patience) {
        return new SubscriberListener(group.next(), channel -> {
            admitted.add(channel);
            channel.writeAndFlush(Unpooled.copiedBuffer("welcome\n", StandardCharsets.US_ASCII));
        }, reason -> Unpooled.copiedBuffer("refused: " + reason + "\n", StandardCharsets.UTF_8), reports::add, patience);
    }

    @AfterEach
    void shutDown() throws Exception {
        listener.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private void listen() throws Exception {
        listener.listen(new ListenAddress.Unix(socket), null, "user");
    }

    private int listenTcp() throws Exception {
        return listener.listen(new ListenAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                SubscriberClient.tokenFile(directory)).address().getPort();
    }

    @Test
    void unixSocketHasMode0600WhateverTheUmaskIs() throws Exception {
        listen();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
        assertThat(FileOwner.of(socket).isSocket()).isTrue();
        try (SubscriberClient client = SubscriberClient.unix(socket)) {
            assertThat(client.line()).isEqualTo("welcome");
        }
        listener.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void otherUsersAreRefusedEvenIfTheFileLetsThemIn() throws Exception {
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can become another user");
        listen();
        assertThat(connectAs(NOBODY)).contains("Permission denied");
        assertThat(admitted).isEmpty();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(connectAs(NOBODY)).contains("refused: process").contains("of user 65534 may not read the stream");
        assertThat(admitted).isEmpty();
        assertThat(reports).singleElement().asString().contains("of user 65534");
    }

    @Test
    void theUserOfListenUidOwnsTheSocketAndMayConnect() throws Exception {
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can become another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String users = listener.listen(new ListenAddress.Unix(socket), (long) NOBODY, "user");
        assertThat(users).isEqualTo("root and user 65534");
        assertThat(FileOwner.of(socket).uid()).isEqualTo(NOBODY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
        assertThat(connectAs(NOBODY)).contains("welcome");
        try (SubscriberClient root = SubscriberClient.unix(socket)) {
            assertThat(root.line()).isEqualTo("welcome");
        }
    }

    /** What a program of that user gets from the socket, or why it cannot connect. */
    private String connectAs(int uid) throws Exception {
        Process process = new ProcessBuilder("setpriv", "--reuid=" + uid, "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m", "-cp",
                System.getProperty("java.class.path"), ConnectMain.class.getName(), socket.toString())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void staleSocketIsReplacedAndALiveOneIsNot() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(this::listen).isInstanceOf(IOException.class)
                    .hasMessage("another process listens there");
        }
        assertThat(socket).exists(); // as after kill -9
        listen();
        try (SubscriberClient client = SubscriberClient.unix(socket)) {
            assertThat(client.line()).isEqualTo("welcome");
        }
    }

    @Test
    void filesAndLinksInTheWayAreLeftAlone() throws Exception {
        Files.writeString(socket, "precious");
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        assertThat(socket).hasContent("precious");
        Files.delete(socket);
        Path target = Files.writeString(directory.resolve("target"), "precious");
        Files.createSymbolicLink(socket, target);
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        Files.delete(socket);
        Files.createSymbolicLink(socket, directory.resolve("dangling"));
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        assertThat(directory.resolve("dangling")).doesNotExist();
        assertThat(target).hasContent("precious");
    }

    @Test
    void directoriesWhereOthersCanReplaceTheSocketAreRefused() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::listen).hasMessageContaining("other users may write to the directory");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThatThrownBy(this::listen).hasMessageContaining("other users may write to the directory");
        assertThat(socket).doesNotExist();
        socket = directory.resolve("none/s");
        assertThatThrownBy(this::listen).hasMessageContaining("there is no directory");
    }

    @Test
    void socketThatSomebodyElseHasPutInItsPlaceIsNotDeleted() throws Exception {
        listen();
        Files.delete(socket);
        Files.writeString(socket, "another program's");
        listener.close();
        assertThat(socket).hasContent("another program's");
    }

    @Test
    void tcpNeedsTheRightToken() throws Exception {
        int port = listenTcp();
        try (SubscriberClient right = SubscriberClient.tcp(port).send("tok")) {
            assertThat(right.send("en " + SubscriberClient.TOKEN + "\r\nmore that is ignored").line())
                    .isEqualTo("welcome");
        }
        String same = "x".repeat(SubscriberClient.TOKEN.length());
        for (String wrong : List.of("token " + same + "\n", "token " + SubscriberClient.TOKEN + "x\n", "token \n", "\n",
                "TOKEN " + SubscriberClient.TOKEN + "\n", SubscriberClient.TOKEN + "\n", "GET / HTTP/1.1\r\n")) {
            try (SubscriberClient client = SubscriberClient.tcp(port).send(wrong)) {
                assertThat(client.line()).as(wrong).startsWith("refused: the first line is not 'token SECRET'");
                assertThat(client.line()).isNull();
            }
        }
        try (SubscriberClient client = SubscriberClient.tcp(port).send("x".repeat(5000))) {
            assertThat(client.line()).startsWith("refused: the first line is too long");
        }
        assertThat(admitted).hasSize(1);
        assertThat(reports).hasSize(8).allSatisfy(report -> assertThat(report)
                .startsWith("refused a connection from 127.0.0.1:").doesNotContain(SubscriberClient.TOKEN));
    }

    @Test
    void aTokenMayComeByteByByte() throws Exception {
        try (SubscriberClient slow = SubscriberClient.tcp(listenTcp())) {
            for (String letter : ("token " + SubscriberClient.TOKEN).split("")) {
                slow.send(letter);
            }
            assertThat(admitted).isEmpty();
            assertThat(slow.send("\n").line()).isEqualTo("welcome");
        }
    }

    /** The time runs from the connection, not from the last byte: a slow sender cannot hold a place. */
    @Test
    void aTokenThatIsNotCompleteInTimeIsRefused() throws Exception {
        listener = listener(Duration.ofMillis(500));
        int port = listenTcp();
        try (SubscriberClient endless = SubscriberClient.tcp(port)) {
            Thread sender = new Thread(() -> {
                try {
                    for (int sent = 0; sent < 1_000; sent++) {
                        endless.send("x");
                        Thread.sleep(10);
                    }
                } catch (Exception closed) {
                    // the listener has closed the connection
                }
            });
            sender.start();
            assertThat(endless.line()).isEqualTo("refused: no line 'token SECRET' came within 0.5 seconds");
            sender.join(30_000);
            assertThat(sender.isAlive()).isFalse();
        }
        assertThat(admitted).isEmpty();
    }

    @Test
    void aThousandConnectionsWithoutATokenKeepNobodyOut() throws Exception {
        int port = listenTcp();
        List<Socket> idle = new ArrayList<>();
        try {
            for (int count = 0; count < 1_000; count++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            try (SubscriberClient known = SubscriberClient.tcp(port).sendToken()) {
                assertThat(known.line()).isEqualTo("welcome");
            }
            await().until(() -> reports.size() >= 1_000 - 64);
            assertThat(reports).allSatisfy(report -> assertThat(report).endsWith("more than 64 connections wait to send"
                    + " their token"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void connectionsThatSendNothingAreClosed() throws Exception {
        listener = listener(Duration.ofMillis(300));
        int port = listenTcp();
        try (SubscriberClient idle = SubscriberClient.tcp(port);
                SubscriberClient known = SubscriberClient.tcp(port).sendToken()) {
            assertThat(idle.line()).isEqualTo("refused: no line 'token SECRET' came within 0.3 seconds");
            assertThat(idle.line()).isNull();
            assertThat(known.line()).isEqualTo("welcome");
            assertThat(admitted).singleElement().satisfies(channel -> assertThat(channel.isActive()).isTrue());
        }
    }

    /** H4: eight idle connections kept all others out. */
    @Test
    void idleConnectionsKeepNobodyOut() throws Exception {
        int port = listenTcp();
        List<SubscriberClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * SubscriberListener.MOST_WAITING; i++) {
                idle.add(SubscriberClient.tcp(port));
            }
            try (SubscriberClient known = SubscriberClient.tcp(port).sendToken()) {
                assertThat(known.line()).isEqualTo("welcome");
            }
            assertThat(idle.get(0).line()).startsWith("refused: more than 64 connections wait");
            assertThat(admitted).hasSize(1);
        } finally {
            for (SubscriberClient each : idle) {
                each.close();
            }
        }
    }

    @Test
    void connectionsThatResetAreForgottenWithoutAWord() throws Exception {
        int port = listenTcp();
        for (int i = 0; i < 200; i++) {
            SubscriberClient client = SubscriberClient.tcp(port);
            client.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
            client.close();
        }
        try (SubscriberClient known = SubscriberClient.tcp(port).sendToken()) {
            assertThat(known.line()).isEqualTo("welcome");
        }
        await().atMost(PATIENCE).until(() -> admitted.size() == 1);
        assertThat(reports).allSatisfy(report -> assertThat(report).contains("more than 64 connections wait"));
    }

    @Test
    void portInUseIsAnException() throws Exception {
        int port = listenTcp();
        SubscriberListener second = listener(PATIENCE);
        assertThatThrownBy(() -> second.listen(
                new ListenAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                directory.resolve("token"))).isInstanceOf(IOException.class)
                .hasMessageContaining("Address already in use");
        second.close();
    }
}
