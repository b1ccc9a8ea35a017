/**
 * The intake: what was received lies in a ring in a memory-mapped file until it is stored.
 *
 * <p>The way of a record: {@link io.github.nettyaudit.daemon.intake.IntakeHandler} (or, from a source that is not a
 * channel, an {@link io.github.nettyaudit.daemon.intake.Intake}) copies it into the
 * {@link io.github.nettyaudit.daemon.intake.IntakeRing}, and does nothing else. The thread of the
 * {@link io.github.nettyaudit.daemon.intake.EventWriter} reads the ring, assembles events, and passes them to an
 * {@link io.github.nettyaudit.daemon.intake.EventStore}. The ring's space is released after the store has flushed.
 *
 * <p>The file outlives the process: after {@code kill -9} the next start reads what was not released, and leaves out
 * what
 * was stored. It should lie on tmpfs, for example {@code /run/netty-audit/intake.ring}: on a disk, the kernel may let a
 * store into the mapped memory wait for the disk.
 */
@NullMarked
package io.github.nettyaudit.daemon.intake;

import org.jspecify.annotations.NullMarked;
