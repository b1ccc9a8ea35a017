package io.github.nettyaudit.testkit;

import com.sun.jna.Native;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;

/**
 * What {@link ModulePathTest} starts as a program on the module path: a channel of {@code NETLINK_USERSOCK} asks a
 * scripted kernel for its status. Prints one line per fact.
 */
final class ModulePathProgram {
    private ModulePathProgram() {
    }

    public static void main(String[] arguments) throws Exception {
        for (Class<?> one : new Class<?>[] {AuditClient.class, AuditNetlinkChannel.class, ScriptedKernel.class,
            Channel.class, PlatformDependent.class, Native.class}) {
            System.out.println("module of " + one.getSimpleName() + " = " + one.getModule().getName());
        }
        System.out.println("unavailable because = " + AuditNetlinkChannel.unavailabilityCause());
        System.out.println("type 1300 = " + AuditMessageType.name(1300));
        System.out.println("errno 17 = " + NetlinkErrno.name(17));
        System.out.println("architecture = " + AuditArchitecture.of("b64"));
        System.out.println("captured = " + CapturedDatagrams.liveWatch().size());
        try (ScriptedKernel kernel = ScriptedKernel.start(); Loops loops = new Loops()) {
            AuditClient client = loops.control(kernel);
            client.set(AuditStatus.builder().backlogLimit(4321).build()).get();
            AuditStatus status = client.status().get();
            System.out.println("backlog limit = " + status.backlogLimit());
        }
    }
}
