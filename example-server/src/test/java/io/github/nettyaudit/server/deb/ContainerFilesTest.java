package io.github.nettyaudit.server.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.privilege.NeededCapabilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files for containers, and the unit of the service, agree with each other and with the program. */
class ContainerFilesTest {
    private static final Path CONTAINER = Path.of("src/container");

    @TempDir
    private Path directory;

    @SuppressWarnings("unchecked")
    private static Map<String, Object> document(String kind) throws Exception {
        Iterable<Object> documents = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                .loadAllFromString(Files.readString(CONTAINER.resolve("daemonset.yaml")));
        for (Object document : documents) {
            if (kind.equals(((Map<?, ?>) document).get("kind"))) {
                return (Map<String, Object>) document;
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static Object at(Object from, Object... keys) {
        Object value = from;
        for (Object key : keys) {
            value = key instanceof Integer index ? ((List<?>) value).get(index) : ((Map<?, ?>) value).get(key);
            assertThat(value).as(Arrays.toString(keys)).isNotNull();
        }
        return value;
    }

    private ServerConfiguration configuration(String text) throws Exception {
        return ConfigurationFile.read(Files.writeString(directory.resolve("server.yaml"), text));
    }

    @Test
    void theConfigurationOfTheDaemonSetIsAcceptedAndHasItsCapabilities() throws Exception {
        ServerConfiguration configuration = configuration((String) at(document("ConfigMap"), "data", "server.yaml"));
        Object container = at(document("DaemonSet"), "spec", "template", "spec", "containers", 0);

        Set<String> capabilities = words(NeededCapabilities.of(configuration).toString());
        // not for the program: the seccomp profile of Podman and CRI-O allows sockets of audit to containers that have it
        capabilities.add("CAP_AUDIT_WRITE");
        assertThat(capabilities).isEqualTo(
                ((List<?>) at(container, "securityContext", "capabilities", "add")).stream().map(name -> "CAP_" + name)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void directoriesOfTheConfigurationAreMounted() throws Exception {
        ServerConfiguration configuration = configuration((String) at(document("ConfigMap"), "data", "server.yaml"));
        Set<String> mounted = ((List<?>) at(document("DaemonSet"), "spec", "template", "spec", "containers", 0, "volumeMounts"))
                .stream().map(mount -> (String) at(mount, "mountPath")).collect(Collectors.toSet());

        assertThat(mounted).contains(String.valueOf(configuration.spool().directory().getParent()),
                configuration.stateDirectory().toString(), String.valueOf(configuration.intake().directory().getParent()));
    }

    @Test
    void theUnitAndTheImageHaveTheCapabilitiesOfThePackagesConfiguration() throws Exception {
        Set<String> needed = words(NeededCapabilities.of(configuration("source: kernel\nrules: starter\n"
                + "sinks: [ { name: a, type: stdout } ]\n")).toString());
        String unit = Files.readString(Path.of("src/deb/systemd/netty-audit.service"));

        assertThat(words(one(unit, "(?m)^AmbientCapabilities=(.*)$"))).isEqualTo(needed);
        assertThat(words(one(unit, "(?m)^CapabilityBoundingSet=(.*)$"))).isEqualTo(needed);
        String image = Files.readString(CONTAINER.resolve("Dockerfile"));
        assertThat(words(one(image, "setcap (\\S+)\\+ep").replace(',', ' ').toUpperCase(Locale.ROOT)))
                .isEqualTo(needed);
    }

    @Test
    void whatTheImageCopiesIsThere() throws Exception {
        Matcher copy = Pattern.compile("(?m)^COPY (?!--from)(.*) \\S+$")
                .matcher(Files.readString(CONTAINER.resolve("Dockerfile")));
        int files = 0;
        while (copy.find()) {
            for (String file : copy.group(1).split(" ")) {
                files++;
                if (!file.contains("/target/")) {
                    assertThat(Path.of("..", file)).exists();
                }
            }
        }
        assertThat(files).isGreaterThan(2);
        assertThat(configuration(Files.readString(CONTAINER.resolve("training.yaml"))).sinks()).isNotEmpty();
    }

    private static String one(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    private static Set<String> words(String text) {
        return new TreeSet<>(List.of(text.trim().split(" ")));
    }
}
