package io.github.nettyaudit.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** On methods that take the live kernel, for which they may have to queue: more time than the usual two minutes. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface WaitsForTheKernel {
}
