package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people without the privilege are told, in child processes that have given it up. */
class PrivilegeLiveTest {
    @Test
    void explainsAUserNamespace() throws Exception {
        String said = runUnder("unshare", "--user", "--map-root-user");

        assertThat(said).containsPattern("status: AuditErrnoException: .*ECONNREFUSED.*namespace")
                .containsPattern("kernel: this process is in a user namespace.*ECONNREFUSED")
                .containsPattern("multicast: AuditNetlinkException: .*EPERM.*CAP_AUDIT_READ");
    }

    @Test
    void explainsAMissingCapability() throws Exception {
        String said = runUnder("setpriv", "--bounding-set=-all", "--inh-caps=-all");

        assertThat(said).containsPattern("status: AuditErrnoException: .*EPERM.*CAP_AUDIT_CONTROL")
                .containsPattern("kernel: CAP_AUDIT_CONTROL is missing.*EPERM")
                .containsPattern("multicast: AuditNetlinkException: .*EPERM.*CAP_AUDIT_READ");
    }

    @Test
    void explainsAPidNamespace() throws Exception {
        String said = runUnder("unshare", "--pid", "--fork");

        assertThat(said).containsPattern("status: AuditErrnoException: .*EPERM.*namespace")
                .containsPattern("kernel: this process is in a pid namespace.*EPERM")
                .contains("multicast: joined");
    }

    private static String runUnder(String... prefix) throws Exception {
        LiveKernel.whyUnavailable().ifPresent(LiveTests::skip);
        if (!succeeds(prefix)) {
            LiveTests.skip("`" + String.join(" ", prefix) + "` is not possible here");
        }
        Process child = ChildJvm.start(List.of(prefix), Asks.class);
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        return said;
    }

    private static boolean succeeds(String... prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.add("true");
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** The program of the child: it tries the operations and prints their results. */
    static final class Asks {
        public static void main(String... arguments) {
            System.out.println("kernel: " + LiveKernel.whyUnavailable().orElse("available"));
            try (Loops loops = new Loops()) {
                AuditClient client = loops.control();
                Throwable cause = client.status().awaitUninterruptibly().cause();
                System.out.println("status: " + (cause == null ? "answered" : describe(cause)));
                try {
                    loops.data(loops.kernel(AuditPipeline.records())
                            .option(AuditNetlinkChannelOption.MULTICAST_GROUPS, NetlinkAddress.AUDIT_READLOG));
                    System.out.println("multicast: joined");
                } catch (Exception refused) {
                    System.out.println("multicast: " + describe(refused));
                }
            }
        }

        private static String describe(Throwable cause) {
            return cause.getClass().getSimpleName() + ": " + cause.getMessage();
        }
    }
}
