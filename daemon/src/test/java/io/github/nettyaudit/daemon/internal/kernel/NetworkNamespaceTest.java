package io.github.nettyaudit.daemon.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNamespaceTest {
    @TempDir
    private Path settings;

    @Test
    void aNamespaceWithoutTheSettingsOfTheInitialOneIsForeign() throws IOException {
        Files.createFile(settings.resolve("somaxconn"));
        assertThat(NetworkNamespace.lacksInitialSettings(settings)).isTrue();

        Files.createFile(settings.resolve("netdev_max_backlog"));
        assertThat(NetworkNamespace.lacksInitialSettings(settings)).isFalse();
    }

    @Test
    void nothingIsKnownWhereTheSettingsAreHidden() {
        assertThat(NetworkNamespace.lacksInitialSettings(settings.resolve("hidden"))).isFalse();
    }
}
