package io.github.nettyaudit.server.http;

import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds and times of a client.
 *
 * @param connections    the most connections to one server; each has one request at a time
 * @param connectTimeout how long a connection may take to be made
 * @param requestTimeout how long the answer may take, from the moment at which the request is given to a connection
 * @param credentials    who this client is
 * @param tls            makes the handlers of encrypted connections; {@code null} if there is no encrypted server
 */
public record HttpOptions(int connections, Duration connectTimeout, Duration requestTimeout,
                          HttpCredentials credentials, @Nullable ClientTls tls) {
}
