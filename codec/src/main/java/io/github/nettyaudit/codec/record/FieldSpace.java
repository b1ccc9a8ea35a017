package io.github.nettyaudit.codec.record;

/**
 * Who said what a field says. The three are different name spaces: what a program writes into its message must never
 * pass for a statement of the kernel's, so that {@link AuditRecord#find} looks at {@link #KERNEL} only.
 */
public enum FieldSpace {
    /** Written by the kernel (or by the audit daemon, in its own records). To be trusted. */
    KERNEL,
    /** Inside {@code msg='…'}: written by whoever sent a user message. */
    USER,
    /** After the byte 0x1D of a log line: how the audit daemon that wrote the log interpreted a field. */
    ENRICHED
}
