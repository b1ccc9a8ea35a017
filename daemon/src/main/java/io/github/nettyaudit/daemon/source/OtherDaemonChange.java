package io.github.nettyaudit.daemon.source;

/**
 * User event of a data channel that is a member of the multicast group: the audit daemon beside which it reads has
 * changed. Reading goes on in any case.
 *
 * @param before the process that was the audit daemon in the status before; 0 for none
 * @param now    the process that is the audit daemon now; 0 for none
 */
public record OtherDaemonChange(int before, int now) {
    /**
     * Returns the change in one sentence for people.
     *
     * @return for example {@code process 812 is no longer the audit daemon, and no other process is}
     */
    public String describe() {
        if (now == 0) {
            return "process " + before + " is no longer the audit daemon, and no other process is; this process reads"
                    + " on as a member of the multicast group";
        }
        return "process " + now + " is the audit daemon now" + (before == 0 ? "" : ", not process " + before);
    }
}
