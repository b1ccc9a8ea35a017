package io.github.nettyaudit.codec.event;

import org.jspecify.annotations.Nullable;

/**
 * Serials that never came: the kernel made these events, or began to, and no record of them arrived. They were lost on
 * the way, or suppressed after they had their number (by {@code rate_limit}, or because all their records are of types
 * that a rule excludes).
 *
 * @param node the machine whose serials these are; null for this one
 * @param firstSerial the first that is missing, an unsigned 32-bit number
 * @param count how many in a row are missing; serials wrap after 4294967295
 * @param kernelLost the kernel's own counter of lost records when the gap was noticed, as far as somebody has told it
 *         ({@link EventAssembler#kernelLost(long)}); -1 if nobody has
 */
public record AuditSerialGap(@Nullable String node, long firstSerial, int count, long kernelLost) {
}
