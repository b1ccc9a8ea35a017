package io.github.nettyaudit.server.listen;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** Prints the first line that comes from a Unix socket. A program, so that it can run as another user. */
final class ConnectMain {
    private ConnectMain() {
    }

    public static void main(String[] arguments) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(arguments[0])));
                Scanner lines = new Scanner(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            System.out.println(lines.nextLine());
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
