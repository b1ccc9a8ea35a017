package io.github.nettyaudit.testsupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in which Netty's leak detector found a buffer that nobody released.
 *
 * <p>Found by JUnit itself (extension auto-detection), so no test has to ask for it. Netty notices a leak when the
 * garbage collector has found the buffer and another buffer is allocated; that is what {@link #afterAll} brings about.
 */
public final class LeakExtension implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // loads this class, and with it the factory, before the first buffer of the test
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new IllegalStateException(
                    "run the tests with -Dio.netty.leakDetection.level=paranoid: leaks would go unseen");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int round = 0; round < 2; round++) {
            System.gc();
            for (int buffers = 0; buffers < 8; buffers++) {
                ByteBuf probe = PooledByteBufAllocator.DEFAULT.directBuffer(16);
                probe.release();
            }
        }
        if (!LEAKS.isEmpty()) {
            String leaks = String.join("\n", LEAKS);
            LEAKS.clear();
            throw new AssertionError("leaked buffers, seen after " + context.getDisplayName() + ":\n" + leaks);
        }
    }

    /** Netty's own factory, but with detectors that also keep what they report. */
    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new RecordingDetector<>(resource, interval);
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<?> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            super.reportTracedLeak(resourceType, records);
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            super.reportUntracedLeak(resourceType);
            LEAKS.add(resourceType);
        }
    }
}
