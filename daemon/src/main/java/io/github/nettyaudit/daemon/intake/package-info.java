/**
 * The intake: what was received lies in a ring in a memory-mapped file until it is stored.
 *
 * <p>The way of a record: {@code IntakeHandler} (or, from a source that is not a
 * channel, an {@code Intake}) copies it into the
 * {@link io.github.nettyaudit.daemon.intake.IntakeRing}, and does nothing else. The thread of the
 * {@code EventWriter} reads the ring, assembles events, and passes them to an
 * {@code EventStore}. The ring's space is released after the store has flushed.
 *
 * <p>The file outlives the process: after {@code kill -9} the next start reads what was not released, and leaves out what
 * was stored. It should lie on tmpfs, for example {@code /run/netty-audit/intake.ring}: on a disk, the kernel may let a
 * store into the mapped memory wait for the disk.
 */
@NullMarked
package io.github.nettyaudit.daemon.intake;

import org.jspecify.annotations.NullMarked;
