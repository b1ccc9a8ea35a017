package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import io.github.nettyaudit.schema.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what events mean, by the rules of a {@link NormalizationTable}.
 * <pre>{@code
 * Normalizer normalizer = new Normalizer(NormalizationTable.builtIn(), names);
 * NormalizedEvent meaning = normalizer.normalize(event);
 * if (meaning.outcome() == Outcome.FAILURE) {
 *     log.info("{}", meaning);    // alice (as root) opened /etc/shadow using /usr/bin/cat: failure
 * }
 * }</pre>
 *
 * <p>The event's type is that of the record that says what the kernel or a program reported; a record of a system call
 * gives the type if there is no other. Not thread-safe: one instance per thread. Allocates nothing per event once it is
 * warm, but for messages that name a user without a number.
 */
public final class Normalizer {
    /** The class of OCSF whose events are decisions. */
    private static final int FINDING = 2004;
    private static final int MOST_TYPES = 3000;
    /** Before the name of a field in a rule: the field inside {@code msg='…'}. */
    private static final String MESSAGE = "msg.";
    private static final FieldName NAME = FieldName.NAME;
    private static final FieldName NAME_TYPE = FieldName.NAMETYPE;
    private static final FieldName MODE = FieldName.MODE;
    private static final FieldName SOCKET_ADDRESS = FieldName.SADDR;
    private static final FieldName APPARMOR = FieldName.of("apparmor");
    private static final Map<String, Integer> APPARMOR_TYPES = Map.of(
            "DENIED", AuditMessageType.of("APPARMOR_DENIED"), "ALLOWED", AuditMessageType.of("APPARMOR_ALLOWED"),
            "AUDIT", AuditMessageType.of("APPARMOR_AUDIT"), "STATUS", AuditMessageType.of("APPARMOR_STATUS"),
            "KILLED", AuditMessageType.of("APPARMOR_KILL"), "HINT", AuditMessageType.of("APPARMOR_HINT"),
            "ERROR", AuditMessageType.of("APPARMOR_ERROR"));
    private static final byte[] ABSTRACT = "010000".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ABSTRACT_BIG_ENDIAN = "000100".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARENT = "PARENT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNKNOWN_NAME = "UNKNOWN".getBytes(StandardCharsets.US_ASCII);
    private static final JsonText[] FILE_KINDS = new JsonText[16];

    static {
        FILE_KINDS[0x1] = JsonText.of("named-pipe");
        FILE_KINDS[0x2] = JsonText.of("character-device");
        FILE_KINDS[0x4] = JsonText.of("directory");
        FILE_KINDS[0x6] = JsonText.of("block-device");
        FILE_KINDS[0x8] = JsonText.of("file");
        FILE_KINDS[0xa] = JsonText.of("symlink");
        FILE_KINDS[0xc] = JsonText.of("socket");
    }

    private final FieldSlots slots = new FieldSlots();
    /** The fields that rules want of the message of a program only. */
    private final List<FieldName> messageFields = new ArrayList<>();
    private final NameService nameService;
    private final EventFields fields;
    private final ResultReader results;
    private final NormalizedEvent result;
    private final EventIdentity identity = new EventIdentity();
    private final EventValue referred = new EventValue();
    private final CompiledRule[][] typeRules = new CompiledRule[MOST_TYPES][];
    private final CompiledRule[] otherTypeRules;
    /** The rules of the calls of the architecture that was seen last, by number. */
    private final @Nullable CompiledRule[] lastCalls = new CompiledRule[1024];
    private int lastArchitecture;
    private final NormalizationTable table;
    private final Map<NormalizationRule, CompiledRule> compiled = new IdentityHashMap<>();

    /** A rule with the numbers of its fields. */
    private final class CompiledRule {
        final NormalizationRule rule;
        final int[] actor;
        final int[] actorSecondary;
        final int[] object;
        final int[] objectSecondary;
        final int[] how;
        final int[] source;
        final CompiledCondition[] has;
        final @Nullable CompiledReference user;
        final @Nullable CompiledReference userEffective;
        final @Nullable CompiledReference userTarget;
        final @Nullable CompiledReference userChanges;
        final @Nullable CompiledReference group;
        final boolean isFile;
        final boolean isSocket;
        final int direction;

        CompiledRule(NormalizationRule rule) {
            this.rule = rule;
            actor = slots(rule.actor());
            actorSecondary = slots(rule.actorSecondary());
            object = slots(rule.objectPrimary());
            objectSecondary = slots(rule.objectSecondary());
            how = slots(rule.how());
            source = slots(rule.source());
            has = rule.has().stream().map(field -> new CompiledCondition(slot(field.field()),
                    field.value().getBytes(StandardCharsets.UTF_8))).toArray(CompiledCondition[]::new);
            user = reference(rule.user());
            userEffective = reference(rule.userEffective());
            userTarget = reference(rule.userTarget());
            userChanges = reference(rule.userChanges());
            group = reference(rule.group());
            isFile = rule.object().equals("file") || rule.object().equals("filesystem");
            isSocket = rule.object().equals("socket");
            direction = switch (rule.direction()) {
                case NormalizationRule.INGRESS -> NormalizedEvent.INGRESS;
                case NormalizationRule.EGRESS -> NormalizedEvent.EGRESS;
                default -> 0;
            };
        }

        private @Nullable CompiledReference reference(UserReference reference) {
            FieldName field = reference.field();
            return reference.source() == UserReference.Source.NONE ? null : new CompiledReference(reference.source(),
                    field == null ? FieldSlots.NONE : slot(field));
        }
    }

    private record CompiledCondition(int slot, byte[] value) {
    }

    private record CompiledReference(UserReference.Source source, int slot) {
    }

    /**
     * Creates a normalizer.
     *
     * @param table the rules
     * @param names the names of users and groups; called on the thread that normalizes
     */
    public Normalizer(NormalizationTable table, NameService names) {
        this.table = table;
        nameService = names;
        for (KnownField name : KnownField.values()) {
            slots.of(name.fieldName());
        }
        for (NormalizationRule rule : table.rules()) {
            compiled.put(rule, new CompiledRule(rule));
        }
        slots.freeze();
        otherTypeRules = rules(table.rulesOfType(-1));
        for (int type = 0; type < MOST_TYPES; type++) {
            typeRules[type] = rules(table.rulesOfType(type));
        }
        fields = new EventFields(slots, names);
        results = new ResultReader(fields);
        result = new NormalizedEvent(fields, new Sentence());
    }

    private int[] slots(List<FieldName> several) {
        return several.stream().mapToInt(this::slot).toArray();
    }

    /** The number of a field of a rule; negative if it is one inside {@code msg='…'}. */
    private int slot(FieldName name) {
        String text = name.toString();
        if (!text.startsWith(MESSAGE)) {
            return slots.of(name);
        }
        messageFields.add(FieldName.of(text.substring(MESSAGE.length())));
        return ~(messageFields.size() - 1);
    }

    private CompiledRule[] rules(List<NormalizationRule> rules) {
        return rules.stream().map(compiled::get).toArray(CompiledRule[]::new);
    }

    /**
     * Reads an event.
     *
     * @param event the event, with one record at least; stays the caller's, and must live as long as the result is used
     * @return what it means; the same object for each event
     * @throws IllegalArgumentException if the event has no record, such as the report of a loss
     */
    public NormalizedEvent normalize(AuditEvent event) {
        if (event.size() == 0) {
            throw new IllegalArgumentException("the event has no record: " + event);
        }
        NormalizedEvent to = result;
        to.clear();
        to.event = event;
        fields.read(event);
        to.ownRecord = typeRecord();
        CompiledRule call = callRule();
        int type = fields.record(to.ownRecord).type();
        boolean isCall = type == AuditMessageType.SYSCALL || type == AuditMessageType.URINGOP;
        CompiledRule rule = isCall && call != null ? call : typeRule(type);
        to.rule = rule.rule;
        to.callRule = call == null || call == rule ? null : call.rule;
        readOutcome(to, rule.rule);
        readIdentities(to);
        readSocket(to, call == null || call.direction == 0 ? rule : call);
        to.objectKind = rule.rule.objectJson();
        if (rule.isFile) {
            readPath(to, rule.rule.pathIndex());
        } else if (rule.isSocket) {
            readSocketObject(to);
        }
        readActor(to.actor, rule.actor, KnownField.AUID.slot);
        readActor(to.actorSecondary, rule.actorSecondary, KnownField.UID.slot);
        take(to.object, rule.object);
        take(to.objectSecondary, rule.objectSecondary);
        readHow(to, rule);
        readSource(to, rule);
        readRuleIdentities(to, rule);
        return to;
    }

    /** What a rule says counts more, and then the fields that say something else have no place of their own. */
    private void readOutcome(NormalizedEvent to, NormalizationRule rule) {
        Outcome outcome = rule.outcome();
        if (outcome == null) {
            results.read(to);
        } else {
            to.outcome = outcome;
        }
        if (rule.ocsfClass() == FINDING) {
            results.readDecision(to);
        }
    }

    /** The record that gives the event its type. */
    private int typeRecord() {
        int first = -1;
        for (int i = 0; i < fields.size(); i++) {
            int type = fields.record(i).type();
            if (AuditMessageType.isPartOfCall(type) && (i > 0 || !RecordRoles.canStandFirst(type))
                    && !RecordRoles.changesTime(type)) {
                continue;
            }
            if (ResultReader.isDenial(fields.record(i))) {
                return i;
            }
            first = first < 0 ? i : first;
        }
        return first < 0 ? callRecord() : first;
    }

    /**
     * The record of the call. Where an operation of io_uring was done in io_uring_enter, it is the operation, the last
     * one if it was tried again: the call only submitted it, and succeeds though the operation fails.
     */
    private int callRecord() {
        int main = fields.main();
        if (fields.record(main).type() == AuditMessageType.SYSCALL) {
            for (int i = fields.size() - 1; i >= 0; i--) {
                if (fields.record(i).type() == AuditMessageType.URINGOP) {
                    return i;
                }
            }
        }
        return main;
    }

    private CompiledRule typeRule(int recordType) {
        int type = recordType == AuditMessageType.AVC ? typeOfDecision() : recordType;
        CompiledRule[] rules = type >= 0 && type < MOST_TYPES ? typeRules[type] : otherTypeRules;
        for (CompiledRule rule : rules) {
            boolean hasAll = true;
            for (CompiledCondition condition : rule.has) {
                hasAll = hasAll && isMet(condition);
            }
            if (hasAll) {
                return rule;
            }
        }
        return otherTypeRules[otherTypeRules.length - 1];
    }

    private boolean isMet(CompiledCondition condition) {
        long found = findOwn(condition.slot);
        if (found == EventFields.NONE || condition.value.length == 0) {
            return found != EventFields.NONE;
        }
        TextBuffer text = fields.interpret(found);
        return Arrays.equals(text.array(), 0, text.length(), condition.value, 0, condition.value.length);
    }

    /** AppArmor writes records of the type AVC, whose verdict says which of its own types they are. */
    private int typeOfDecision() {
        AuditRecord record = fields.record(result.ownRecord);
        String verdict = record.text(APPARMOR);
        return verdict == null ? AuditMessageType.AVC : APPARMOR_TYPES.getOrDefault(verdict, AuditMessageType.AVC);
    }

    private @Nullable CompiledRule callRule() {
        int call = callRecord();
        AuditRecord record = fields.record(call);
        if (record.type() == AuditMessageType.URINGOP) {
            long operation = fields.number(fields.find(call, KnownField.URING_OP.fieldName()), -1);
            return compiled.get(table.ruleOfUringOperation(AuditIoUringOperations.name((int) operation)));
        }
        if (record.type() != AuditMessageType.SYSCALL) {
            return null;
        }
        int architecture = (int) record.hexNumber(FieldName.ARCH, 0);
        int number = (int) record.number(FieldName.SYSCALL, -1);
        if (number >= 0 && number < lastCalls.length && architecture == lastArchitecture && lastCalls[number] != null) {
            return lastCalls[number];
        }
        String name = number < 0 ? record.text(FieldName.SYSCALL) : AuditSyscalls.name(architecture, number);
        CompiledRule rule = compiled.get(table.ruleOfSystemCall(name));
        if (number >= 0 && number < lastCalls.length && rule != null) {
            if (architecture != lastArchitecture) {
                Arrays.fill(lastCalls, null);
                lastArchitecture = architecture;
            }
            lastCalls[number] = rule;
        }
        return rule;
    }

    private void readIdentities(NormalizedEvent to) {
        to.user.setField(fields, fields.findMain(KnownField.UID));
        to.auditUser.setField(fields, fields.findMain(KnownField.AUID));
        to.effectiveUser.setField(fields, fields.findMain(KnownField.EUID));
        to.savedUser.setField(fields, fields.findMain(KnownField.SUID));
        to.fileSystemUser.setField(fields, fields.findMain(KnownField.FSUID));
        to.userGroup.setField(fields, fields.findMain(KnownField.GID));
        to.effectiveGroup.setField(fields, fields.findMain(KnownField.EGID));
        to.savedGroup.setField(fields, fields.findMain(KnownField.SGID));
        to.fileSystemGroup.setField(fields, fields.findMain(KnownField.FSGID));
        long session = fields.findMain(KnownField.SES);
        if (session != EventFields.NONE && !fields.isUnset(session) && !fields.isAbsent(session)) {
            to.session.set(fields.value(session));
        }
    }

    private void readSocket(NormalizedEvent to, CompiledRule rule) {
        int record = fields.socketAddress();
        if (record < 0) {
            return;
        }
        long address = fields.find(record, SOCKET_ADDRESS);
        if (address != EventFields.NONE) {
            to.socket.set(fields.interpret(address));
            if (isAbstract(address)) {
                to.socket.markAbstract();
            }
            to.direction = rule.direction;
        }
    }

    /** Whether a Unix socket has a name that is no file: a NUL and more follow the family, in either byte order. */
    private boolean isAbstract(long address) {
        return fields.startsWith(address, ABSTRACT) || fields.startsWith(address, ABSTRACT_BIG_ENDIAN);
    }

    private void readPath(NormalizedEvent to, int hint) {
        int count = fields.paths();
        if (count == 0) {
            return;
        }
        int start = hint < count ? hint : 0;
        int chosen = start;
        for (int i = start; i < count; i++) {
            long type = fields.find(fields.path(i), NAME_TYPE);
            if (type == EventFields.NONE || !fields.is(type, PARENT) && !fields.is(type, UNKNOWN_NAME)) {
                chosen = i;
                break;
            }
        }
        to.path = fields.path(chosen);
        long name = fields.find(to.path, NAME);
        if (name != EventFields.NONE && !fields.isAbsent(name)) {
            to.object.set(fields.value(name));
        }
        int mode = fields.octal(fields.find(to.path, MODE));
        if (mode >= 0) {
            JsonText kind = FILE_KINDS[mode >>> 12 & 0xf];
            to.objectKind = kind == null ? to.objectKind : kind;
        }
    }

    private static void readSocketObject(NormalizedEvent to) {
        to.object.set(to.socket.address().isPresent() ? to.socket.address() : to.socket.path());
        to.objectSecondary.set(to.socket.port());
    }

    private void readActor(EventValue to, int[] several, int fallback) {
        long own = firstPresent(several);
        if (own == EventFields.NONE) {
            own = fields.find(fallback);
        }
        if (own != EventFields.NONE) {
            setName(to, own);
        }
    }

    /** The first of several fields that is there and has a value. */
    private long firstPresent(int[] several) {
        int present = indexOfPresent(several);
        return present < 0 ? EventFields.NONE : findOwn(several[present]);
    }

    private int indexOfPresent(int[] several) {
        for (int i = 0; i < several.length; i++) {
            long found = findOwn(several[i]);
            if (found != EventFields.NONE && !fields.isAbsent(found)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The field in the record that gives the event its type, else the first of the event: CONFIG_CHANGE has the key of
     * the rule that was added, and SYSCALL that of the rule by which the call was recorded.
     */
    private long findOwn(int slot) {
        if (slot >= 0 && result.ownRecord != fields.main()) {
            long own = fields.findIn(result.ownRecord, slot);
            if (own != EventFields.NONE && !fields.isAbsent(own)) {
                return own;
            }
        }
        return find(slot);
    }

    /** The field of a number that {@link #slot} gave. */
    private long find(int slot) {
        if (slot >= 0) {
            return fields.find(slot);
        }
        int field = fields.record(result.ownRecord).findUser(messageFields.get(~slot));
        return field < 0 ? EventFields.NONE : EventFields.reference(result.ownRecord, field);
    }

    /** A user's name if the log or the service knows it, {@code unset} for nobody, else the value. */
    private void setName(EventValue to, long reference) {
        if (fields.isUnset(reference)) {
            to.set().append("unset");
            return;
        }
        to.set(fields.value(reference));
        if (!to.isDecimal()) {
            return;
        }
        if (fields.isEnriched(reference)) {
            to.set(fields.interpret(reference));
        } else if (nameService != NameService.NONE) {
            identity.setText(to, nameService, false);
            if (identity.name().isPresent()) {
                to.set(identity.name());
            }
        }
    }

    private void take(EventValue to, int[] several) {
        long found = firstPresent(several);
        if (found != EventFields.NONE) {
            to.set(fields.value(found));
        }
    }

    private void readHow(NormalizedEvent to, CompiledRule rule) {
        take(to.how, rule.how);
        if (to.how.isPresent()) {
            return;
        }
        long program = fields.find(KnownField.EXE);
        long command = fields.find(KnownField.COMM);
        if (program == EventFields.NONE || fields.isAbsent(program)) {
            program = command;
        }
        if (program != EventFields.NONE && !fields.isAbsent(program)) {
            to.how.set(fields.value(program));
            if (command != EventFields.NONE && RecordRoles.isInterpreter(to.how)) {
                to.how.set(fields.value(command));
            }
        }
    }

    private void readSource(NormalizedEvent to, CompiledRule rule) {
        if (to.socket.address().isPresent() && to.direction == NormalizedEvent.INGRESS) {
            return;
        }
        int present = indexOfPresent(rule.source);
        if (present >= 0) {
            int slot = rule.source[present];
            to.sourceAddress.set(fields.value(findOwn(slot)));
            to.direction = NormalizedEvent.INGRESS;
            if (slot >= 0) {
                fields.use(slot);
            }
        }
    }

    private void readRuleIdentities(NormalizedEvent to, CompiledRule rule) {
        if (rule.user != null && reads(rule.user, rule, to)) {
            to.user.setText(referred, nameService, false);
            to.userIsReplaced = true;
        }
        if (rule.userEffective != null && reads(rule.userEffective, rule, to)) {
            to.effectiveUser.setText(referred, nameService, false);
        }
        if (rule.userTarget != null && reads(rule.userTarget, rule, to)) {
            to.targetUser.setText(referred, nameService, false);
        }
        if (rule.userChanges != null && reads(rule.userChanges, rule, to)) {
            to.changedUser.setText(referred, nameService, false);
        }
        if (rule.group != null && reads(rule.group, rule, to)) {
            to.group.setText(referred, nameService, true);
        }
    }

    /** Reads what a reference means: the number where there is one, so that both number and name are known. */
    private boolean reads(CompiledReference reference, CompiledRule rule, NormalizedEvent to) {
        referred.clear();
        switch (reference.source()) {
            case ACTOR -> takeOr(rule.actor, KnownField.AUID.slot);
            case ACTOR_SECONDARY -> takeOr(rule.actorSecondary, KnownField.UID.slot);
            case OBJECT_PRIMARY -> referred.set(to.object);
            case OBJECT_SECONDARY -> referred.set(to.objectSecondary);
            case NONE -> {
                return false;
            }
            case FIELD -> {
                long found = find(reference.slot());
                if (found != EventFields.NONE && !fields.isAbsent(found)) {
                    referred.set(fields.value(found));
                }
            }
        }
        return referred.isPresent();
    }

    private void takeOr(int[] several, int fallback) {
        take(referred, several);
        long own = fields.find(fallback);
        if (!referred.isPresent() && own != EventFields.NONE) {
            referred.set(fields.value(own));
        }
    }
}
