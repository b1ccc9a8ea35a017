package io.github.nettyaudit.schema.process;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A control group, and what its path says by the conventions of container runtimes and of systemd: container, pod, unit.
 * A path that follows no convention says nothing; nothing is guessed. Immutable.
 *
 * <p>With containers in containers, the innermost one counts. Units are those of the host, outside of the container.
 * Sources: {@code sd_pid_get_unit(3)} and {@code cgroup-util.c} of systemd; the cgroup drivers of runc, containerd, CRI-O,
 * podman and kubelet; {@code lxc.container.conf(5)}.
 */
public final class ControlGroup {
    private final ProcessText path;
    private final @Nullable String containerId;
    private final @Nullable String containerRuntime;
    private final @Nullable String podId;
    private final @Nullable String unit;
    private final @Nullable String slice;
    private final @Nullable String userUnit;
    private final @Nullable String userSlice;
    private final @Nullable String loginSession;

    private ControlGroup(ProcessText path) {
        this.path = path;
        // names that a convention knows are ASCII
        String[] names = path.toString().split("/", -1);
        ContainerNames container = ContainerNames.of(names);
        containerId = container.id();
        containerRuntime = container.runtime();
        podId = container.pod();
        UnitNames units = UnitNames.of(names);
        unit = units.unit;
        slice = units.slice;
        userUnit = units.userUnit;
        userSlice = units.userSlice;
        loginSession = units.loginSession;
    }

    /**
     * Reads a path.
     *
     * @param path the path in its hierarchy, as {@code /proc/<pid>/cgroup} has it: {@code /system.slice/sshd.service}
     * @return what it says
     */
    public static ControlGroup of(ProcessText path) {
        return new ControlGroup(path);
    }

    /**
     * Reads a path.
     *
     * @param path the path in its hierarchy, as {@code /proc/<pid>/cgroup} has it: {@code /system.slice/sshd.service}
     * @return what it says
     */
    public static ControlGroup of(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return new ControlGroup(ProcessText.of(bytes, 0, bytes.length));
    }

    /**
     * Returns the path.
     *
     * @return the path in its hierarchy
     */
    public ProcessText path() {
        return path;
    }

    /**
     * Returns the id of the container: 64 hexadecimal digits, or the name of a container of LXC or systemd-nspawn.
     *
     * @return the id; {@code null} if the path names no container
     */
    public @Nullable String containerId() {
        return containerId;
    }

    /**
     * Returns what runs the container.
     *
     * @return {@code docker}, {@code containerd}, {@code cri-o}, {@code podman}, {@code lxc} or {@code systemd-nspawn};
     *         {@code null} if the path names no container, or does not say
     */
    public @Nullable String containerRuntime() {
        return containerRuntime;
    }

    /**
     * Returns the uid of the pod of Kubernetes.
     *
     * @return the uid, with dashes as the API server has it; {@code null} if the path names no pod
     */
    public @Nullable String podId() {
        return podId;
    }

    /**
     * Returns the unit of systemd.
     *
     * @return the name, such as {@code sshd.service}; {@code null} if the path names none
     */
    public @Nullable String unit() {
        return unit;
    }

    /**
     * Returns the innermost slice of the unit.
     *
     * @return the name, such as {@code system.slice}; {@code null} if the path names none
     */
    public @Nullable String slice() {
        return slice;
    }

    /**
     * Returns the unit of a user's own systemd.
     *
     * @return the name; {@code null} if the path names none
     */
    public @Nullable String userUnit() {
        return userUnit;
    }

    /**
     * Returns the innermost slice of the user's unit.
     *
     * @return the name; {@code null} if the path names none
     */
    public @Nullable String userSlice() {
        return userSlice;
    }

    /**
     * Returns the session of logind.
     *
     * @return the id, such as {@code 3} or {@code c1}; {@code null} if the path names none
     */
    public @Nullable String loginSession() {
        return loginSession;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ControlGroup that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
