package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.table.AuditArchitecture;

/** Settings of an interpreter; every one has a default. */
public final class AuditInterpreterBuilder {
    NameService names = NameService.NONE;
    AuditArchitecture architecture = AuditArchitecture.host();
    boolean usesEnrichment = true;

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
     * Creates the interpreter.
     *
     * @return a new interpreter with the settings of this builder, for one thread
     */
    public AuditInterpreter build() {
        return new AuditInterpreter(this);
    }
}
