package io.github.nettyaudit.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct audit_status} as {@link LiveKernel} read it, apart from the codec's own class so that tests can compare
 * the two. Fields that an old kernel does not have are 0. All are unsigned 32-bit numbers.
 *
 * @param enabled               0 off, 1 on, 2 on and locked until the next boot
 * @param failure               what the kernel does when it loses records: 0 nothing, 1 printk, 2 panic
 * @param pid                   process id of the registered daemon, 0 for none
 * @param rateLimit             records per second, 0 for no limit
 * @param backlogLimit          records that may wait in the kernel
 * @param lost                  failed allocations and the like since it was last reset; not records
 * @param backlog               records that wait now
 * @param featureBitmap         what the kernel can do
 * @param backlogWaitTime       how long a process sleeps for a place in the backlog, in kernel ticks; by default 60 s,
 *                              which are 15,000 at 250 Hz
 * @param backlogWaitTimeActual how long they slept in sum, same unit
 */
public record LiveKernelStatus(int enabled, int failure, int pid, int rateLimit, int backlogLimit, int lost,
                               int backlog, int featureBitmap, int backlogWaitTime, int backlogWaitTimeActual) {
    private static final int STRUCT_LENGTH = 44;

    static LiveKernelStatus of(byte[] payload) {
        ByteBuffer words = ByteBuffer.allocate(STRUCT_LENGTH).order(ByteOrder.nativeOrder());
        words.put(payload, 0, Math.min(payload.length, STRUCT_LENGTH)).clear();
        words.getInt(); // the mask says nothing in a reply
        return new LiveKernelStatus(words.getInt(), words.getInt(), words.getInt(), words.getInt(), words.getInt(),
                words.getInt(), words.getInt(), words.getInt(), words.getInt(), words.getInt());
    }
}
