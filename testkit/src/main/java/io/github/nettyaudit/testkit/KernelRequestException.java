package io.github.nettyaudit.testkit;

/** The kernel refused a request of {@link LiveKernel}, or did not answer it. */
public final class KernelRequestException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** The positive errno. */
    private final int errno;

    KernelRequestException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /**
     * The positive errno, such as 1 for EPERM; that of the system call where it was not the kernel's answer.
     *
     * @return the errno, greater than 0
     */
    public int errno() {
        return errno;
    }
}
