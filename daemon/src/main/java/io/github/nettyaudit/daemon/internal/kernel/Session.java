package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.daemon.internal.lease.SettingsLease;
import io.github.nettyaudit.daemon.internal.lease.StateFile;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.KauditdState;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon has opened and changed so far, so that it can be undone at any moment. Filled while opening, by one
 * thread; read by others once the daemon is open.
 */
public final class Session {
    private final AuditEndpoint endpoint;
    private final AuditClient client;
    private final KauditdState kauditd;
    private final Consumer<String> notices;
    private final int pid = (int) ProcessHandle.current().pid();
    private @Nullable DataChannel data;
    private @Nullable StateFile stateFile;
    private SettingsLease lease = SettingsLease.none();
    private Consumer<AuditStatus> statusListener = status -> { };
    private BooleanSupplier mayAsk = () -> false;

    /**
     * @param client  on the control channel
     * @param kauditd what is to be seen of the kernel's thread
     * @param notices gets sentences for people
     */
    public Session(AuditEndpoint endpoint, AuditClient client, KauditdState kauditd, Consumer<String> notices) {
        this.endpoint = endpoint;
        this.client = client;
        this.kauditd = kauditd;
        this.notices = notices;
    }

    /** The kernel that it is about. */
    public AuditEndpoint endpoint() {
        return endpoint;
    }

    /** A client on the control channel. */
    public AuditClient client() {
        return client;
    }

    /** What is to be seen of the kernel's thread. */
    public KauditdState kauditd() {
        return kauditd;
    }

    /** Gets sentences for people. */
    public Consumer<String> notices() {
        return notices;
    }

    /** This process, as the kernel knows it. */
    public int pid() {
        return pid;
    }

    /** The data channel, once it is open. */
    public @Nullable DataChannel data() {
        return data;
    }

    /** Where the lease is kept on disk; {@code null} for nowhere. */
    public @Nullable StateFile stateFile() {
        return stateFile;
    }

    /** What has been changed. */
    public SettingsLease lease() {
        return lease;
    }

    /** The data channel is open. */
    public void opened(DataChannel data) {
        this.data = data;
    }

    /** Settings are about to be changed. */
    public void leased(SettingsLease lease, @Nullable StateFile stateFile) {
        this.lease = lease;
        this.stateFile = stateFile;
    }

    /**
     * What to do with a status that a close asks for.
     *
     * @param mayAsk whether the kernel may be asked although nothing has to be restored
     */
    public void watched(Consumer<AuditStatus> statusListener, BooleanSupplier mayAsk) {
        this.statusListener = statusListener;
        this.mayAsk = mayAsk;
    }

    void statusReceived(AuditStatus status) {
        statusListener.accept(status);
    }

    boolean mayAsk() {
        return mayAsk.getAsBoolean();
    }
}
