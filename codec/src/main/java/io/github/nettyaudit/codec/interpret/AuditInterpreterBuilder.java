package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.table.AuditArchitecture;

/** Settings of an interpreter; every one has a default. */
public final class AuditInterpreterBuilder {
    NameService names = NameService.NONE;
    AuditArchitecture architecture = AuditArchitecture.host();
    boolean usesEnrichment = true;
    boolean foldsCapabilities;

    AuditInterpreterBuilder() {
    }

    /**
     * Sets the service that returns names of users and groups, {@link NameService#NONE} by default.
     *
     * @param service returns the names of users and groups; it is called on the thread that interprets
     * @return this builder
     */
    public AuditInterpreterBuilder names(NameService service) {
        names = service;
        return this;
    }

    /**
     * Sets the architecture of records that name none, by default that of this machine.
     *
     * @param host the architecture
     * @return this builder
     */
    public AuditInterpreterBuilder architecture(AuditArchitecture host) {
        architecture = host;
        return this;
    }

    /**
     * Sets whether the text that the audit daemon wrote into a log goes first, which is the default.
     *
     * @param use true to use the enriched part of a line first, false to interpret the value itself
     * @return this builder
     */
    public AuditInterpreterBuilder useEnrichment(boolean use) {
        usesEnrichment = use;
        return this;
    }

    /**
     * Sets whether a full set of capabilities is the word {@code all}; by default each capability is named. A set is
     * full if it holds every capability from the first to one that was the last of a Linux version: {@code mac_admin}
     * (33, since 2.6.25), {@code syslog}, {@code wake_alarm}, {@code block_suspend}, {@code audit_read}, {@code bpf},
     * {@code checkpoint_restore} (40, since 5.9), or one that is not known yet. A record does not say of which version
     * it is: on a newer kernel such a set can lack the newest capabilities.
     *
     * @param fold true for {@code all}
     * @return this builder
     */
    public AuditInterpreterBuilder foldCapabilities(boolean fold) {
        foldsCapabilities = fold;
        return this;
    }

    /**
     * Creates the interpreter.
     *
     * @return a new interpreter with the settings of this builder, for one thread
     */
    public AuditInterpreter build() {
        return new AuditInterpreter(this);
    }
}
