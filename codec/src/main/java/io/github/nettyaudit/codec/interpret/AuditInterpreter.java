package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.record.AuditRecord;

/**
 * Says what the fields of a record mean.
 *
 * <pre>{@code
 * AuditInterpreter interpreter = AuditInterpreter.builder().build();
 * interpreter.wrap(record);
 * for (int i = 0; i < record.fieldCount(); i++) {
 *     interpreter.interpret(i, text.clear());
 * }
 * }</pre>
 *
 * <p>What the audit daemon wrote into the log (the enriched part of a line) takes precedence over local
 * look-ups, because the daemon ran on the host that wrote the record. A value that does not match its kind stays as it
 * is; no record makes a method fail. Not thread-safe, because it works in memory of its own: one instance per event
 * loop. Allocates nothing once it is warm.
 */
public final class AuditInterpreter {
    private final boolean usesEnrichment;
    private final RecordContext context;
    private final IdentityText identities;
    private final ArgumentText arguments;
    private final CapabilityText capabilities;
    private final SocketAddressText socketAddresses = new SocketAddressText();
    private final FieldValue value = new FieldValue();
    private AuditRecord record = new AuditRecord();
    /** The {@link AuditRecord#generation()} that the context was made for. */
    private int generation;
    /** The {@link FieldKinds#typeOf} of the record, once it was asked for. */
    private int type;
    private boolean hasType;

    AuditInterpreter(AuditInterpreterBuilder builder) {
        usesEnrichment = builder.usesEnrichment;
        context = new RecordContext(builder.architecture);
        identities = new IdentityText(builder.names);
        arguments = new ArgumentText(identities);
        capabilities = new CapabilityText(builder.foldsCapabilities);
        context.set(record);
    }

    /**
     * A new interpreter's settings.
     *
     * @return a builder in which every setting has its default
     */
    public static AuditInterpreterBuilder builder() {
        return new AuditInterpreterBuilder();
    }

    /**
     * Makes a record the one whose fields are interpreted. If the record is wrapped again later, the interpreter reads
     * the new content; the call need not be repeated.
     *
     * @param next the record
     * @return this interpreter
     */
    public AuditInterpreter wrap(AuditRecord next) {
        record = next;
        generation = next.generation();
        hasType = false;
        context.set(next);
        identities.forget();
        return this;
    }

    /**
     * The kind of a field.
     *
     * @param field the number of the field in the wrapped record, counted from 0
     * @return the kind, {@link FieldKind#UNCLASSIFIED} if none is known
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public FieldKind kind(int field) {
        if (!hasType || record.generation() != generation) {
            return FieldKinds.of(record, field);
        }
        return FieldKinds.of(record, field, type);
    }

    /**
     * Appends what a field means.
     *
     * @param field the number of the field, of one of the enriched part too, which is its own text
     * @param out   receives the text
     * @throws IndexOutOfBoundsException if the record has no field of that number
     */
    public void interpret(int field, TextBuffer out) {
        if (record.generation() != generation) {
            wrap(record);
        }
        byte[] bytes = record.bytes();
        value.set(bytes, record.valueStart(field), record.valueLength(field));
        if (record.enrichedCount() > 0 && (usesEnrichment || field >= record.fieldCount())
                && EnrichedText.append(record, field, value, out)) {
            return;
        }
        if (!hasType) {
            type = FieldKinds.typeOf(record);
            hasType = true;
        }
        FieldKind kind = FieldKinds.of(record, field, type);
        if (kind == FieldKind.UNCLASSIFIED || !append(kind, out)) {
            value.appendUnquotedTo(out);
        }
    }

    /** Appends the text, or returns false for a value that says it all or is not what its kind says. */
    private boolean append(FieldKind kind, TextBuffer out) {
        switch (kind) {
            case UNCLASSIFIED, FLAGS, ADDR, MAC_LABEL -> {
                return false;
            }
            case UID, GID -> {
                return appendIdentity(kind, out);
            }
            case ESCAPED, ESCAPED_FILE, ESCAPED_KEY -> EscapedText.append(value, out);
            case PROCTITLE -> EscapedText.appendCommandLine(value, out);
            case A0, A1, A2, A3 -> {
                return arguments.append(value, kind.ordinal() - FieldKind.A0.ordinal(), context.argumentTable(),
                        context, out);
            }
            case SYSCALL -> {
                return appendSystemCall(out);
            }
            case ARCH -> {
                return appendArchitecture(out);
            }
            case SESSION -> {
                return (value.isUnset() || value.isMinusOne()) && appendUnset(out);
            }
            case SOCKADDR -> socketAddresses.append(value, out);
            case TTY_DATA -> TerminalText.append(value, out);
            case SUCCESS, FANOTIFY -> {
                // a word or a number
                return value.readDecimal() && value.at(0) != '-' && appendDecimalKind(kind, out);
            }
            case TRUST -> SimpleText.appendTrust(value, out);
            case FAN_TYPE -> SimpleText.appendFanotifyType(value, out);
            case EXIT -> {
                return value.length > 1 && value.at(0) == '-' && value.readDecimal() && appendDecimalKind(kind, out);
            }
            case PROTOCOL -> {
                return value.readDecimal() && context.hasInternetProtocols() && appendDecimalKind(kind, out);
            }
            case ERRNO, PERM, PROMISC, CAPABILITY, SIGNAL, LIST, NFPROTO, ICMPTYPE -> {
                return value.readDecimal() && appendDecimalKind(kind, out);
            }
            case MODE, MODE_SHORT -> {
                return value.readOctal() && appendMode(kind, out);
            }
            case OFLAG -> {
                return value.readConstant() && appendHexadecimalKind(kind, out);
            }
            default -> {
                return value.readHexadecimal() && appendHexadecimalKind(kind, out);
            }
        }
        return true;
    }

    private ArchitectureConstants constants() {
        return ArchitectureConstants.of(context.table());
    }

    private static boolean appendUnset(TextBuffer out) {
        out.append(IdentityText.UNSET_NAME);
        return true;
    }

    private boolean appendIdentity(FieldKind kind, TextBuffer out) {
        if (value.is('0')) {
            out.append(IdentityText.ROOT_NAME);
            return true;
        }
        if (value.isUnset()) {
            return appendUnset(out);
        }
        if (!value.readDecimal() || value.number != (int) value.number && value.number >>> Integer.SIZE != 0) {
            return false;
        }
        if (kind == FieldKind.UID) {
            identities.appendUser((int) value.number, out);
        } else {
            identities.appendGroup((int) value.number, out);
        }
        return true;
    }

    private boolean appendMode(FieldKind kind, TextBuffer out) {
        if (kind == FieldKind.MODE) {
            ModeText.append((int) value.number, out);
        } else {
            ModeText.appendShort((int) value.number, out);
        }
        return true;
    }

    private boolean appendDecimalKind(FieldKind kind, TextBuffer out) {
        switch (kind) {
            case EXIT -> ErrorText.appendExit(value, context.table(), out);
            case SUCCESS -> SimpleText.appendSuccess(value, out);
            case FANOTIFY -> SimpleText.appendFanotifyResponse(value, out);
            case ERRNO -> {
                return ErrorText.appendErrno(value, out);
            }
            case PERM -> ModeText.appendWatch((int) value.number, out);
            case PROMISC -> out.append(value.number == 0 ? "no" : "yes");
            case CAPABILITY -> SimpleText.appendCapability(value, false, out);
            case SIGNAL -> SimpleText.appendSignal(value, false, constants(), out);
            case LIST -> SimpleText.appendList(value, out);
            case NFPROTO -> SimpleText.appendNetfilterProtocol(value, out);
            case ICMPTYPE -> SimpleText.appendIcmpType(value, out);
            case PROTOCOL -> SimpleText.appendProtocol(value, out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean appendHexadecimalKind(FieldKind kind, TextBuffer out) {
        switch (kind) {
            case CAP_BITMAP -> capabilities.appendSet(value.number, out);
            case PERSONALITY -> SimpleText.appendPersonality(value, out);
            case SECCOMP -> SimpleText.appendSeccomp(value, out);
            case OFLAG -> FlagText.appendOpen(value, constants(), out);
            case MMAP -> FlagText.appendMap(value, constants(), out);
            case HOOK -> SimpleText.appendHook(value, context.family(), out);
            case NETACTION -> SimpleText.appendNetfilterAction(value, out);
            case MACPROTO -> SimpleText.appendEthernetProtocol(value, out);
            case IOCTL_REQ -> SimpleText.appendIoctl(value, constants(), out);
            case NLMCGRP -> SimpleText.appendMulticastGroup(value, out);
            case RESOLVE -> FlagText.appendResolve(value, out);
            case FAN_INFO -> {
                if (!context.hasFanotifyRule()) {
                    return false;
                }
                out.appendDecimal(value.number);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Appends the name, or returns false for a value that is not hexadecimal, such as the name itself. */
    private boolean appendArchitecture(TextBuffer out) {
        SystemCallTable table = context.tableOf(value);
        if (table != null) {
            out.append(table.name);
            return true;
        }
        if (!value.readHexadecimal()) {
            return false;
        }
        out.append("unknown-elf-type(").append(value.bytes, value.start, value.length).append(')');
        return true;
    }

    private boolean appendSystemCall(TextBuffer out) {
        SystemCallTable table = context.table();
        if (table == null || !value.readDecimal()) {
            return false;
        }
        int call = (int) value.number;
        if (!table.append(call, out)) {
            out.append("unknown-syscall(").appendDecimal(call).append(')');
        } else if (table.isSocketCall(call) || table.isIpc(call)) {
            byte[] what = ArgumentText.multiplexed(table.isSocketCall(call), context.argument(0));
            if (what != null) {
                out.append('(').append(what).append(')');
            }
        }
        return true;
    }
}
