/**
 * Numbers and names: system calls by architecture, architectures, fields and operators of rules, flags and commands.
 *
 * <p>The facts are data files ({@code *.tsv}, the source of each named in its first lines), read once when first asked
 * for, into arrays. Record types and error numbers are next door:
 * {@link io.github.nettyaudit.codec.message.AuditMessageType} and {@link
 * io.github.nettyaudit.codec.netlink.NetlinkErrno}.
 * The room {@code codec.interpret} turns them into text.
 */
@NullMarked
package io.github.nettyaudit.codec.table;

import org.jspecify.annotations.NullMarked;
