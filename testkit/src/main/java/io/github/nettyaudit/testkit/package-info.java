/**
 * What a user needs to test an audit pipeline without the kernel, and with it.
 *
 * <ul>
 *   <li>No socket at all: {@link io.github.nettyaudit.testkit.CapturedDatagrams} (what a real kernel sent) and
 *       {@link io.github.nettyaudit.testkit.AuditDatagrams} (what a test makes up), written into an
 *       {@code EmbeddedChannel}; {@link io.github.nettyaudit.testkit.HexDump} says what came out.</li>
 *   <li>A socket, but no privilege: {@link io.github.nettyaudit.testkit.ScriptedKernel} plays the kernel.</li>
 *   <li>The real kernel: {@link io.github.nettyaudit.testkit.LiveKernel} says whether it can be had, keeps others away
 *       while a test has it ({@link io.github.nettyaudit.testkit.KernelAuditLock}) and puts back what the test
 *       changed.</li>
 * </ul>
 *
 * <p>Depends on no test framework: assertions throw {@link java.lang.AssertionError}.
 */
@NullMarked
package io.github.nettyaudit.testkit;

import org.jspecify.annotations.NullMarked;
