package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.table.AuditArchitecture;

/** Settings of an interpreter; every one has a default. */
public final class AuditInterpreterBuilder {
    NameService names = NameService.NONE;
    AuditArchitecture architecture = AuditArchitecture.host();
    boolean usesEnrichment = true;

    AuditInterpreterBuilder() {
    }

    /** Who knows users and groups; nobody unless said otherwise. */
    public AuditInterpreterBuilder names(NameService service) {
        names = service;
        return this;
    }

    /** The architecture of records that name none, this machine's unless said otherwise. */
    public AuditInterpreterBuilder architecture(AuditArchitecture host) {
        architecture = host;
        return this;
    }

    /** Whether what the audit daemon wrote into a log goes first; it does unless said otherwise. */
    public AuditInterpreterBuilder useEnrichment(boolean use) {
        usesEnrichment = use;
        return this;
    }

    /** The interpreter. */
    public AuditInterpreter build() {
        return new AuditInterpreter(this);
    }
}
