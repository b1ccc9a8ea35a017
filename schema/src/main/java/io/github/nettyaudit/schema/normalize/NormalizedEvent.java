package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to what, how, and whether it worked. A view of one event, made by {@link Normalizer#normalize}: it and
 * all that it returns are valid until the normalizer reads the next event.
 *
 * <p>Not thread-safe.
 */
public final class NormalizedEvent {
    final EventFields fields;
    final EventValue actor = new EventValue();
    final EventValue actorSecondary = new EventValue();
    final EventValue object = new EventValue();
    final EventValue objectSecondary = new EventValue();
    final EventValue how = new EventValue();
    final EventValue sourceAddress = new EventValue();
    final EventIdentity user = new EventIdentity();
    final EventIdentity auditUser = new EventIdentity();
    final EventIdentity effectiveUser = new EventIdentity();
    final EventIdentity savedUser = new EventIdentity();
    final EventIdentity fileSystemUser = new EventIdentity();
    final EventIdentity userGroup = new EventIdentity();
    final EventIdentity effectiveGroup = new EventIdentity();
    final EventIdentity savedGroup = new EventIdentity();
    final EventIdentity fileSystemGroup = new EventIdentity();
    final EventIdentity targetUser = new EventIdentity();
    final EventIdentity changedUser = new EventIdentity();
    final EventIdentity group = new EventIdentity();
    final SocketEndpoint socket = new SocketEndpoint();
    final EventValue session = new EventValue();
    @Nullable AuditEvent event;
    @Nullable NormalizationRule rule;
    @Nullable NormalizationRule callRule;
    JsonText objectKind = EMPTY;
    int ownRecord;
    int path;
    int direction;
    Outcome outcome = Outcome.UNKNOWN;
    Outcome decision = Outcome.UNKNOWN;
    boolean hasResult;
    boolean userIsReplaced;

    static final JsonText EMPTY = JsonText.of("");
    static final int INGRESS = 1;
    static final int EGRESS = 2;

    private final Sentence sentence;

    NormalizedEvent(EventFields fields, Sentence sentence) {
        this.fields = fields;
        this.sentence = sentence;
    }

    void clear() {
        actor.clear();
        actorSecondary.clear();
        object.clear();
        objectSecondary.clear();
        how.clear();
        sourceAddress.clear();
        session.clear();
        targetUser.clear();
        changedUser.clear();
        group.clear();
        socket.clear();
        rule = null;
        callRule = null;
        objectKind = EMPTY;
        path = -1;
        direction = 0;
        outcome = Outcome.UNKNOWN;
        decision = Outcome.UNKNOWN;
        hasResult = false;
        userIsReplaced = false;
    }

    /**
     * Returns the event.
     *
     * @return the event that was read last; not retained
     * @throws IllegalStateException before the first event
     */
    public AuditEvent event() {
        if (event == null) {
            throw new IllegalStateException("no event was read yet");
        }
        return event;
    }

    /**
     * Returns the fields of the event.
     *
     * @return all fields by name
     */
    public EventFields fields() {
        return fields;
    }

    /**
     * Returns the rule that says what the event means.
     *
     * @return the rule
     * @throws IllegalStateException before the first event
     */
    public NormalizationRule rule() {
        if (rule == null) {
            throw new IllegalStateException("no event was read yet");
        }
        return rule;
    }

    /**
     * Returns the rule of the system call in which another event happened, such as an access that was denied.
     *
     * @return the rule of the call if it is not {@link #rule()}; {@code null} if there is none
     */
    public @Nullable NormalizationRule callRule() {
        return callRule;
    }

    /**
     * Returns the number of the record that gives the event its type.
     *
     * @return the record's number in the event
     */
    public int typeRecord() {
        return ownRecord;
    }

    /**
     * Returns whether it was done.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns what a security module decided, for events that are findings: of a denial in a system call that succeeded
     * all the same it is {@code FAILURE}, and the {@link #outcome()} is {@code SUCCESS}.
     *
     * @return the decision; the outcome if no record has one
     */
    public Outcome decision() {
        return decision;
    }

    /**
     * Returns whether a field of the event says the outcome, not only an access decision.
     *
     * @return whether there is a field {@code success}, {@code res} or {@code result}
     */
    public boolean hasResult() {
        return hasResult;
    }

    /** The field with what the system call or the operation of io_uring returned, or {@link EventFields#NONE}. */
    long exit() {
        long own = fields.find(ownRecord, KnownField.EXIT.fieldName());
        return own != EventFields.NONE ? own : fields.findMain(KnownField.EXIT);
    }

    /**
     * Returns who acted: the user who logged in, or what the rule says.
     *
     * @return the name, or the number
     */
    public EventValue actor() {
        return actor;
    }

    /**
     * Returns as whom the actor acted: the user of the process, the account, or what the rule says.
     *
     * @return the name, or the number
     */
    public EventValue actorSecondary() {
        return actorSecondary;
    }

    /**
     * Returns what kind of object it was done to: {@code file}, {@code process}, {@code socket} and so on.
     *
     * @return the kind; an empty string if there is none
     */
    public JsonText objectKind() {
        return objectKind;
    }

    /**
     * Returns what it was done to: a path, an address, an account and so on.
     *
     * @return the object
     */
    public EventValue object() {
        return object;
    }

    /**
     * Returns more of what it was done to, such as the port of an address.
     *
     * @return the rest of the object
     */
    public EventValue objectSecondary() {
        return objectSecondary;
    }

    /**
     * Returns how it was done: the program, or what the rule says.
     *
     * @return the means
     */
    public EventValue how() {
        return how;
    }

    /**
     * Returns the remote address that a message names.
     *
     * @return the address from which the user came
     */
    public EventValue sourceAddress() {
        return sourceAddress;
    }

    /**
     * Returns the socket address of the call.
     *
     * @return the address; without any part if there is none
     */
    public SocketEndpoint socket() {
        return socket;
    }

    /**
     * Returns whether the peer at {@link #socket()} sent.
     *
     * @return true for accept and the calls that receive, and for messages with a remote address
     */
    public boolean isIngress() {
        return direction == INGRESS;
    }

    /**
     * Returns whether something was sent to the peer at {@link #socket()}.
     *
     * @return true for connect and the calls that send
     */
    public boolean isEgress() {
        return direction == EGRESS;
    }

    /**
     * Returns the number of the PATH record that is the object.
     *
     * @return the record's number in the event; -1 if there is none
     */
    public int pathRecord() {
        return path;
    }

    /**
     * Returns the user: the real user of the process, or the one that the rule names.
     *
     * @return the user
     */
    public EventIdentity user() {
        return user;
    }

    /**
     * Returns whether the rule names another user than the real user of the process.
     *
     * @return whether {@link #user()} is not the field {@code uid}
     */
    public boolean isUserOfRule() {
        return userIsReplaced;
    }

    /**
     * Returns the user who logged in, whatever became of the process since.
     *
     * @return the user of {@code auid}
     */
    public EventIdentity auditUser() {
        return auditUser;
    }

    /**
     * Returns the user by whose rights the process acts, or as whom the rule says that the user acts.
     *
     * @return the user
     */
    public EventIdentity effectiveUser() {
        return effectiveUser;
    }

    /**
     * Returns the saved user.
     *
     * @return the user of {@code suid}
     */
    public EventIdentity savedUser() {
        return savedUser;
    }

    /**
     * Returns the user for the access to files.
     *
     * @return the user of {@code fsuid}
     */
    public EventIdentity fileSystemUser() {
        return fileSystemUser;
    }

    /**
     * Returns the real group.
     *
     * @return the group of {@code gid}
     */
    public EventIdentity userGroup() {
        return userGroup;
    }

    /**
     * Returns the effective group.
     *
     * @return the group of {@code egid}
     */
    public EventIdentity effectiveGroup() {
        return effectiveGroup;
    }

    /**
     * Returns the saved group.
     *
     * @return the group of {@code sgid}
     */
    public EventIdentity savedGroup() {
        return savedGroup;
    }

    /**
     * Returns the group for the access to files.
     *
     * @return the group of {@code fsgid}
     */
    public EventIdentity fileSystemGroup() {
        return fileSystemGroup;
    }

    /**
     * Returns the user account that was changed.
     *
     * @return the user whom the rule names as the target
     */
    public EventIdentity targetUser() {
        return targetUser;
    }

    /**
     * Returns what became of the user account.
     *
     * @return the user whom the rule names as the new value
     */
    public EventIdentity changedUser() {
        return changedUser;
    }

    /**
     * Returns the group that was changed.
     *
     * @return the group which the rule names
     */
    public EventIdentity group() {
        return group;
    }

    /**
     * Returns a number that is another one if any of the users and groups is another one than in the last event.
     *
     * @return a number that never becomes less
     */
    public long identityChanges() {
        return user.changes() + auditUser.changes() + effectiveUser.changes() + savedUser.changes()
                + fileSystemUser.changes() + userGroup.changes() + effectiveGroup.changes() + savedGroup.changes()
                + fileSystemGroup.changes() + targetUser.changes() + changedUser.changes() + group.changes();
    }

    /**
     * Returns the login session.
     *
     * @return the number; nothing if there is no session
     */
    public EventValue session() {
        return session;
    }

    /**
     * Appends a sentence for people: {@code alice (as root) ran /usr/bin/vim /etc/passwd on pts/0: success}. What
     * programs could choose in it is escaped by the writer of the document.
     *
     * @param out receives the sentence
     */
    public void appendSentence(TextBuffer out) {
        sentence.append(this, out);
    }

    /** Returns the sentence. */
    @Override
    public String toString() {
        TextBuffer text = new TextBuffer();
        appendSentence(text);
        return text.toString();
    }
}
