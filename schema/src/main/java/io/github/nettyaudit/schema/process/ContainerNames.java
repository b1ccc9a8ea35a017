package io.github.nettyaudit.schema.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The container and the pod that the names in a path of control groups say.
 *
 * @param id      the id of the container
 * @param runtime what runs it
 * @param pod     the uid of the pod
 */
record ContainerNames(@Nullable String id, @Nullable String runtime, @Nullable String pod) {
    private static final String DOCKER = "docker";
    private static final String CONTAINERD = "containerd";
    private static final String PODMAN = "podman";
    private static final String LXC = "lxc";
    private static final String NSPAWN = "systemd-nspawn";
    private static final String LXC_PAYLOAD = "lxc.payload";
    private static final String MACHINE = "machine-";
    private static final String SCOPE = ".scope";
    private static final String NSPAWN_UNIT = "systemd-nspawn@";

    private static final String HASH = "([0-9a-f]{64})";
    /** {@code docker-<id>.scope}, {@code libpod-<id>}; the processes that watch a container are in {@code …-conmon-<id>}. */
    private static final Pattern PREFIXED = Pattern.compile(
            "(docker|cri-containerd|nerdctl|crio|libpod)-" + HASH + "(?:\\.scope)?");
    /** containerd, told to use systemd's names without systemd's driver: {@code <slice>:cri-containerd:<id>}. */
    private static final Pattern COLONS = Pattern.compile("[^:]*:(docker|cri-containerd|nerdctl|crio|libpod):" + HASH);
    private static final Pattern BARE = Pattern.compile(HASH);
    /** Amazon ECS on Fargate: {@code /ecs/<task>/<task>-<number>}. */
    private static final Pattern FARGATE = Pattern.compile("[0-9a-f]{32}-[0-9]{6,10}");
    private static final Pattern POD = Pattern.compile(
            "(?:.*-)?pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\\.slice)?");
    private static final Pattern LXC_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final Pattern HEXADECIMAL = Pattern.compile("\\\\x([0-9a-f]{2})");

    static ContainerNames of(String[] names) {
        String id = null;
        String runtime = null;
        String pod = null;
        for (int i = 0; i < names.length; i++) {
            String before = i == 0 ? "" : names[i - 1];
            String slice = podOf(names[i]);
            if (slice != null) {
                pod = slice;
            }
            ContainerNames here = read(names[i], before);
            if (here != null) {
                id = here.id;
                runtime = here.runtime;
            }
        }
        return new ContainerNames(id, runtime, pod);
    }

    private static @Nullable ContainerNames read(String name, String before) {
        Matcher hash = PREFIXED.matcher(name);
        if (hash.matches() || (hash = COLONS.matcher(name)).matches()) {
            return new ContainerNames(hash.group(2), runtime(hash.group(1)), null);
        }
        if (BARE.matcher(name).matches()) {
            return new ContainerNames(name, runtimeOfParent(before), null);
        }
        if (FARGATE.matcher(name).matches() && before.length() == 32 && name.startsWith(before)) {
            return new ContainerNames(name, null, null);
        }
        String lxc = lxc(name, before);
        if (lxc != null) {
            return new ContainerNames(lxc, LXC, null);
        }
        return machine(name);
    }

    private static String runtime(String prefix) {
        return switch (prefix) {
            case DOCKER -> DOCKER;
            case "crio" -> "cri-o";
            case "libpod" -> PODMAN;
            default -> CONTAINERD;
        };
    }

    private static @Nullable String runtimeOfParent(String parent) {
        return switch (parent) {
            case DOCKER -> DOCKER;
            case "libpod_parent" -> PODMAN;
            case "k8s.io" -> CONTAINERD;
            default -> null;
        };
    }

    private static @Nullable String podOf(String name) {
        int colon = name.indexOf(':');
        String slice = colon < 0 ? name : name.substring(0, colon);
        Matcher matcher = POD.matcher(slice);
        return matcher.matches() ? matcher.group(1).replace('_', '-') : null;
    }

    /** {@code lxc.payload.<name>} since LXC 4, {@code lxc.payload/<name>} in 3, {@code lxc/<name>} before. */
    private static @Nullable String lxc(String name, String before) {
        String found = null;
        if (name.startsWith(LXC_PAYLOAD + '.')) {
            found = name.substring(LXC_PAYLOAD.length() + 1);
        } else if (before.equals(LXC_PAYLOAD) || before.equals(LXC)) {
            found = name;
        }
        return found != null && LXC_NAME.matcher(found).matches() ? found : null;
    }

    /** A machine of systemd-machined; those of QEMU are virtual machines. libvirt names its containers after LXC. */
    private static @Nullable ContainerNames machine(String name) {
        String machine;
        if (name.startsWith(MACHINE) && name.endsWith(SCOPE)) {
            machine = name.substring(MACHINE.length(), name.length() - SCOPE.length());
        } else if (name.startsWith(NSPAWN_UNIT) && name.endsWith(".service")) {
            machine = name.substring(NSPAWN_UNIT.length(), name.length() - ".service".length());
        } else {
            return null;
        }
        machine = unescape(machine);
        if (!LXC_NAME.matcher(machine).matches() || machine.startsWith("qemu-")) {
            return null;
        }
        return new ContainerNames(machine, machine.startsWith("lxc-") ? LXC : NSPAWN, null);
    }

    /** Undoes the escape of {@code systemd-escape(1)}, as far as names of machines need it. */
    private static String unescape(String name) {
        return HEXADECIMAL.matcher(name).replaceAll(
                match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}
