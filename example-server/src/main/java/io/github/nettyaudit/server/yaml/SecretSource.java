package io.github.nettyaudit.server.yaml;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is kept. Exactly one of the two is given.
 *
 * @param file        a file of mode 0600 that has the secret in its first line
 * @param environment the name of an environment variable
 */
public record SecretSource(@Nullable Path file, @Nullable String environment) {
}
