package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.transport.AuditNetlinkException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandle;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    /** JDK 24 and later warn on standard error without it. */
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Prints why the channel is not available, or an empty line. */
    static final class PrintCause {
        public static void main(String[] arguments) {
            AuditNetlinkException cause = AuditNetlinkChannel.unavailabilityCause();
            System.out.println(cause == null ? "" : cause.reason() + ": " + cause.getMessage());
        }
    }

    /** Opens and closes a channel; what it prints comes from loggers. */
    static final class OpenChannel {
        public static void main(String[] arguments) {
            MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            new Bootstrap().group(loops).channel(AuditNetlinkChannel.class).handler(new ChannelInboundHandlerAdapter())
                    .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK).bind(NetlinkAddress.AUTO)
                    .syncUninterruptibly().channel().close().syncUninterruptibly();
            loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void theChannelIsAvailableHere() {
        assertThat(AuditNetlinkChannel.unavailabilityCause()).isNull();
        assertThat(AuditNetlinkChannel.isAvailable()).isTrue();
        assertThatCode(AuditNetlinkChannel::ensureAvailability).doesNotThrowAnyException();
    }

    @Test
    void anOldNettyIsNamedWithTheVersionThatIsNeeded() {
        interface OldHandle {
            void registered();
        }
        assertThat(Availability.nettyProblem(IoHandle.class)).isNull();
        AuditNetlinkException problem = Availability.nettyProblem(OldHandle.class);
        assertThat(problem.reason()).isEqualTo(Reason.NETTY_TOO_OLD);
        assertThat(problem).hasMessageMatching(
                "Netty 4\\.2\\.\\d+\\.Final is too old: netty-audit needs 4\\.2\\.7\\.Final .*");
        assertThat(problem.errno()).isZero();
        assertThat(problem.operation()).isNull();
    }

    @Test
    void anotherOperatingSystemIsNamed() {
        AuditNetlinkException problem = Availability.epollProblem(new UnsatisfiedLinkError("x"), "Mac OS X");
        assertThat(problem.reason()).isEqualTo(Reason.UNSUPPORTED_PLATFORM);
        assertThat(problem).hasMessage("netlink needs 64-bit Linux, this is Mac OS X");
    }

    @Test
    void aSuppressedCauseIsNamed() {
        Throwable loader = new UnsatisfiedLinkError("could not load a native library");
        Throwable attempt = new UnsatisfiedLinkError("no such library");
        loader.addSuppressed(attempt);
        attempt.initCause(new FileNotFoundException("META-INF/native/libx.so"));
        assertThat(Availability.epollProblem(loader, "Linux"))
                .hasMessageContaining("could not load a native library")
                .hasMessageContaining("put netty-transport-native-epoll with the classifier").hasCause(loader);

        Throwable denied = new IllegalCallerException("Illegal native access from an unnamed module");
        attempt.addSuppressed(denied);
        denied.initCause(loader); // a circle ends too
        assertThat(Availability.epollProblem(loader, "Linux")).hasMessageStartingWith(
                "Netty's epoll library could not be loaded: Illegal native access from an unnamed module; this JVM "
                + "denies native access: start it with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamedWithTheOption() {
        Throwable loader = new UnsatisfiedLinkError("could not load a native library");
        loader.initCause(new FileSystemException("/t/libx.so", null, "Read-only file system"));
        assertThat(Availability.epollProblem(loader, "linux")).hasMessageContaining("Read-only file system")
                .hasMessageContaining(System.getProperty("java.io.tmpdir"))
                .hasMessageContaining("-Dio.netty.native.workdir=");
        Throwable noexec = new UnsatisfiedLinkError("/t/x.so: failed to map segment from shared object");
        assertThat(Availability.epollProblem(noexec, "linux")).hasMessageContaining("noexec")
                .hasMessageContaining("-Dio.netty.native.workdir=");
    }

    static final class FailsToInitialize {
        static {
            fail();
        }

        private static void fail() {
            throw new UnsupportedOperationException("32 bits");
        }
    }

    @Test
    void jnaThatCannotBeUsedIsNamed() {
        assertThat(Availability.jnaProblem(LibC.class.getName())).isNull();
        assertThat(Availability.jnaProblem("no.such.Class")).hasMessageContaining("no.such.Class")
                .hasMessageContaining("put net.java.dev.jna:jna on the class path")
                .extracting(AuditNetlinkException::reason).isEqualTo(Reason.NATIVE_LIBRARY_MISSING);
        assertThat(Availability.jnaProblem(FailsToInitialize.class.getName())).hasMessageContaining("32 bits")
                .extracting(AuditNetlinkException::reason).isEqualTo(Reason.UNSUPPORTED_PLATFORM);
    }

    @Test
    void withoutTheJarOfTheNativeLibraryItIsAskedFor() throws Exception {
        assertThat(ChildJvm.child().without("netty-transport-native-epoll").run(PrintCause.class, NATIVE_ACCESS))
                .startsWith("NATIVE_LIBRARY_MISSING: Netty's epoll library could not be loaded: ")
                .contains("put netty-transport-native-epoll with the classifier of this machine");
    }

    @Test
    void withoutJnaItIsAskedFor() throws Exception {
        assertThat(ChildJvm.child().without("/jna-").run(PrintCause.class, NATIVE_ACCESS))
                .startsWith("NATIVE_LIBRARY_MISSING: JNA could not be loaded: ").contains("com/sun/jna/")
                .contains("put net.java.dev.jna:jna on the class path");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamedWithTheOptionInALiveJvm() throws Exception {
        assertThat(ChildJvm.child().run(PrintCause.class, NATIVE_ACCESS,
                "-Dio.netty.native.workdir=/proc/self"))
                .startsWith("NATIVE_LIBRARY_MISSING: Netty's epoll library could not be loaded: /proc/self/")
                .contains("-Dio.netty.native.workdir=DIRECTORY").doesNotContain("class path");
    }

    @Test
    void aJvmThatDeniesNativeAccessIsNamed() throws Exception {
        boolean canDeny = Runtime.version().feature() >= 24;
        String cause = ChildJvm.child().run(PrintCause.class,
                canDeny ? "--illegal-native-access=deny" : "-Dnothing=denied");
        if (canDeny) {
            assertThat(cause).contains("this JVM denies native access: start it with --enable-native-access=")
                    .doesNotContain("put netty-transport-native-epoll");
        } else {
            assertThat(cause).isBlank();
        }
    }

    @Test
    void anUnprivilegedChannelLogsNothingWhenItOpens() throws Exception {
        assertThat(ChildJvm.child().unprivileged().run(OpenChannel.class, NATIVE_ACCESS))
                .isEmpty();
    }

    @Test
    void theMessageIsRepeatedWithTheStackTraceOfTheCaller() {
        AuditNetlinkException first = AuditNetlinkException.of("bind", Errno.EPERM, NetlinkProtocol.AUDIT);
        AuditNetlinkException again = first.again();
        assertThat(again).hasMessage(first.getMessage()).hasCause(first);
        assertThat(again.reason()).isEqualTo(Reason.NOT_PERMITTED);
        assertThat(again.errno()).isEqualTo(Errno.EPERM);
        assertThat(again.operation()).isEqualTo("bind");
        assertThatThrownBy(() -> {
            throw again;
        }).isInstanceOf(java.io.IOException.class);
    }
}
