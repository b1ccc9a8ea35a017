package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Waiting for Netty's futures in tests. */
final class Futures {
    private Futures() {
    }

    /** The future's value; throws its failure. */
    static <T> T get(Future<T> future) {
        assertThat(future.awaitUninterruptibly(60, TimeUnit.SECONDS)).as("ends").isTrue();
        if (future.cause() instanceof RuntimeException cause) {
            throw cause;
        }
        if (future.cause() != null) {
            throw new IllegalStateException(future.cause().getMessage(), future.cause());
        }
        return future.getNow();
    }

    static void assertErrno(Future<?> future, int errno) {
        assertThatThrownBy(() -> get(future)).isInstanceOfSatisfying(AuditErrnoException.class,
                refused -> assertThat(refused.errno()).isEqualTo(errno));
    }
}
