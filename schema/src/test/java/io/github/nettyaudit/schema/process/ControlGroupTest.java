package io.github.nettyaudit.schema.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths of control groups as container runtimes and systemd make them. {@code H} stands for an id of 64 digits. */
class ControlGroupTest {
    private static final String HASH = "0f4eb1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";
    private static final String OTHER = "f".repeat(64);

    private static @Nullable String replace(@Nullable String text) {
        return text == null ? null : text.replace("G", OTHER).replace("H", HASH);
    }

    @ParameterizedTest
    @CsvSource({
        "/system.slice/docker-H.scope, H, docker,",
        "/docker/H, H, docker,",
        "/docker/H/init.scope, H, docker,",
        "/actions_job/H, H, ,",
        "/system.slice/nerdctl-H.scope, H, containerd,",
        "/k8s.io/H, H, containerd,",
        "/kubepods/besteffort/pod2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b/H, H, , 2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubepods/burstable/pod0123456789abcdef0123456789abcdef/H, H, , 0123456789abcdef0123456789abcdef",
        "/kubepods/pod2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b/H, H, , 2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice/"
            + "cri-containerd-H.scope, H, containerd, 2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubepods.slice/kubepods-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice/crio-H.scope, H, cri-o, "
            + "2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubepods.slice/kubepods-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice/crio-H.scope/container, H, cri-o, "
            + "2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubepods.slice/kubepods-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice/docker-H.scope, H, docker, "
            + "2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/system.slice/containerd.service/kubepods-burstable-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice:"
            + "cri-containerd:H, H, containerd, 2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/"
            + "kubelet-kubepods-besteffort-pod2f1d0a9b_3c4d_4e5f_8a6b_7c8d9e0f1a2b.slice/cri-containerd-H.scope, H, "
            + "containerd, 2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/machine.slice/libpod-H.scope, H, podman,",
        "/machine.slice/libpod-H.scope/container, H, podman,",
        "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-H.scope/container, H, podman,",
        "/libpod_parent/libpod-H, H, podman,",
        "/ecs/0123456789abcdef0123456789abcdef/H, H, ,",
        "/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-3456789012, "
            + "0123456789abcdef0123456789abcdef-3456789012, ,",
        "/lxc/web, web, lxc,",
        "/lxc.payload.web, web, lxc,",
        "/lxc.payload/web/system.slice/ssh.service, web, lxc,",
        "/lxc.payload.web/init.scope, web, lxc,",
        "/machine.slice/machine-web.scope/payload/init.scope, web, systemd-nspawn,",
        "/machine.slice/machine-my\\x2dweb.scope/payload, my-web, systemd-nspawn,",
        "/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service, web, systemd-nspawn,",
        "/machine.slice/machine-lxc\\x2d1234\\x2dweb.scope, lxc-1234-web, lxc,",
        // a container in a container: the innermost
        "/docker/G/kubelet/kubepods/besteffort/pod2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b/H, H, , "
            + "2f1d0a9b-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
        "/../../docker/H, H, docker,"
    })
    void findsContainers(String path, String id, @Nullable String runtime, @Nullable String pod) {
        ControlGroup group = ControlGroup.of(String.valueOf(replace(path)));

        assertThat(group.containerId()).isEqualTo(replace(id));
        assertThat(group.containerRuntime()).isEqualTo(runtime);
        assertThat(group.podId()).isEqualTo(pod);
    }

    @ParameterizedTest
    @CsvSource({
        "/", "/init.scope", "/system.slice/ssh.service", "/user.slice/user-1000.slice/session-3.scope",
        // what watches a container is not in it
        "/machine.slice/libpod-conmon-H.scope", "/kubepods.slice/crio-conmon-H.scope", "/lxc.monitor.web", "/lxc.pivot",
        "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator",
        // ids that are too short, too long, or other than hexadecimal
        "/docker/0123", "/docker/HH", "/docker/ABCDEFH", "/system.slice/docker-.scope", "/docker/x/y",
        "/0123456789abcdef0123456789abcdef-12345678", "/lxc.payload.", "/lxc.payload/", "/machine.slice/machine-.scope",
        "/lxc.payload.a\tb", "/machine.slice/machine-a\\x0ab.scope"
    })
    void findsNoContainerWhereThereIsNone(String path) {
        ControlGroup group = ControlGroup.of(String.valueOf(replace(path)));

        assertThat(group.containerId()).isNull();
        assertThat(group.containerRuntime()).isNull();
        assertThat(group.podId()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/, , , , ,",
        "/init.scope, , init.scope, , ,",
        "/system.slice/ssh.service, system.slice, ssh.service, , ,",
        "/system.slice/system-getty.slice/getty@tty1.service, system-getty.slice, getty@tty1.service, , ,",
        "/system.slice/_cpu.service, system.slice, cpu.service, , ,",
        "/system.slice/docker.service/H, system.slice, docker.service, , ,",
        "/system.slice/docker-H.scope, system.slice, docker-H.scope, , ,",
        "/system.slice/run-r1.mount, system.slice, run-r1.mount, , ,",
        "/user.slice/user-1000.slice/session-c12.scope, user-1000.slice, session-c12.scope, , , c12",
        "/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope, "
            + "user-1000.slice, user@1000.service, app-org.gnome.Terminal.slice, vte-spawn-1.scope,",
        "/user.slice/user-1000.slice/user@1000.service/init.scope, user-1000.slice, user@1000.service, , init.scope,",
        "/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service, machine.slice, "
            + "systemd-nspawn@web.service, , ,",
        "/kubepods.slice/kubepods-burstable.slice/cri-containerd-H.scope, kubepods-burstable.slice, "
            + "cri-containerd-H.scope, , ,",
        "/docker/H, , , , ,",
        "/system.slice/a b.service, system.slice, , , ,",
        "/.slice/.service, , , , ,",
        "/user.slice/user-0.slice/session-a b.scope, user-0.slice, , , ,",
        "/user.slice/session-a.b.scope, user.slice, session-a.b.scope, , ,"
    })
    void findsUnits(String path, @Nullable String slice, @Nullable String unit, @Nullable String userSlice,
            @Nullable String userUnit, @Nullable String session) {
        ControlGroup group = ControlGroup.of(String.valueOf(replace(path)));

        assertThat(group.slice()).isEqualTo(slice);
        assertThat(group.unit()).isEqualTo(replace(unit));
        assertThat(group.userSlice()).isEqualTo(userSlice);
        assertThat(group.userUnit()).isEqualTo(userUnit);
        assertThat(group.loginSession()).isEqualTo(session);
    }

    @Test
    void keepsEachByteOfThePath() {
        byte[] path = {'/', (byte) 0xff, '"', '\n', 'x', '.', 's', 'e', 'r', 'v', 'i', 'c', 'e'};
        ControlGroup group = ControlGroup.of(ProcessText.of(path, 0, path.length));

        assertThat(group.path().toBytes()).isEqualTo(path);
        assertThat(group.unit()).isNull();
    }
}
