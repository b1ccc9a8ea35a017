/**
 * Tests of the testkit, and (classes whose names end with {@code LiveTest}) of the whole library on the real kernel.
 * The latter skip with a printed reason where the kernel cannot be had, and fail instead if the environment says
 * {@code NETTY_AUDIT_LIVE=require}. Classes whose names begin with {@code Guest} are no tests of JUnit but a program
 * that {@code src/guest/run.sh} runs in a virtual machine.
 */
@NullMarked
package io.github.nettyaudit.testkit;

import org.jspecify.annotations.NullMarked;
