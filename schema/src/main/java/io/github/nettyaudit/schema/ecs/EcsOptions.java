package io.github.nettyaudit.schema.ecs;

/**
 * Settings of an {@link EcsEncoder}.
 *
 * @param strict   whether names are left out that are neither in ECS nor under {@code auditd}: {@code user.audit},
 *                 {@code user.saved}, {@code user.filesystem}, {@code user.selinux} and {@code file.selinux}. What they
 *                 say is then in {@code process.saved_user}, {@code process.saved_group} and under {@code auditd.data}
 * @param original whether the records are kept as they were, in {@code event.original}
 */
public record EcsOptions(boolean strict, boolean original) {
    /** The names that users of auditbeat have dashboards on, and the records as they were. */
    public static final EcsOptions DEFAULT = new EcsOptions(false, true);

    /**
     * Returns the same settings with another choice.
     *
     * @param on whether only names of ECS and {@code auditd} are written
     * @return the settings
     */
    public EcsOptions withStrict(boolean on) {
        return new EcsOptions(on, original);
    }

    /**
     * Returns the same settings with another choice.
     *
     * @param on whether the records are kept as they were
     * @return the settings
     */
    public EcsOptions withOriginal(boolean on) {
        return new EcsOptions(strict, on);
    }
}
