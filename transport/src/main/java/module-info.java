/**
 * Netlink sockets as Netty channels, on the epoll event loop of Linux.
 *
 * <p>At run time the native library of Netty's epoll transport is needed as well. It is a module that nothing requires,
 * so that an application need not carry it for processors it does not run on: add it with
 * {@code --add-modules io.netty.transport.epoll.linux.x86_64} (or {@code aarch_64}). From JDK 24 on, the modules that
 * load native code also need permission: {@code --enable-native-access=com.sun.jna,io.netty.common}.
 */
@SuppressWarnings("requires-automatic") // JNA has a stable module name in its manifest, but no descriptor
module io.github.nettyaudit.transport {
    requires transitive io.netty.common;
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires com.sun.jna;
    requires static transitive org.jspecify;

    exports io.github.nettyaudit.transport;
}
