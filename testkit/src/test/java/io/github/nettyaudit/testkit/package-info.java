/**
 * Tests of the testkit, and (classes whose names end with {@code LiveTest}) of the whole library on the real kernel.
 * The latter skip with a printed reason where the kernel cannot be had, and fail instead if the environment says
 * {@code NETTY_AUDIT_LIVE=require}.
 */
@NullMarked
package io.github.nettyaudit.testkit;

import org.jspecify.annotations.NullMarked;
