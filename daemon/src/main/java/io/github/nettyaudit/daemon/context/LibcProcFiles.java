package io.github.nettyaudit.daemon.context;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@link ProcFiles} by system calls. */
final class LibcProcFiles implements ProcFiles {
    /** The kernel makes a file in pages: what is shorter than one is given by one call ({@code fs/seq_file.c}). */
    private static final int SURELY_WHOLE = 4096;

    private final Memory root;
    private final Memory[] names = new Memory[ProcFile.values().length];
    /** The name of a directory: a process id, or {@code self}. */
    private final Memory directoryName = new Memory(16);
    private final Memory memory = new Memory(LONGEST);
    private final ByteBuffer buffer = memory.getByteBuffer(0, LONGEST);
    private final byte[] bytes = new byte[LONGEST];

    LibcProcFiles(Path root) {
        this.root = string(root.toString());
        for (ProcFile file : ProcFile.values()) {
            names[file.ordinal()] = string(file.path);
        }
    }

    private static Memory string(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        Memory string = new Memory(encoded.length + 1L);
        string.write(0, encoded, 0, encoded.length);
        string.setByte(encoded.length, (byte) 0);
        return string;
    }

    @Override
    public int openRoot() {
        return open(ProcLibrary.AT_FDCWD, root);
    }

    @Override
    public int open(int rootHandle, String name) {
        directoryName.write(0, (name + '\0').getBytes(StandardCharsets.US_ASCII), 0, name.length() + 1);
        return open(rootHandle, directoryName);
    }

    private static int open(int directory, Memory path) {
        while (true) {
            int fd = ProcLibrary.openat(directory, Pointer.nativeValue(path),
                    ProcLibrary.O_RDONLY | ProcLibrary.O_CLOEXEC);
            if (fd >= 0) {
                return fd;
            }
            int error = Native.getLastError();
            if (error != ProcLibrary.EINTR) {
                return -error;
            }
        }
    }

    @Override
    public int read(int directory, ProcFile file) {
        int fd = open(directory, names[file.ordinal()]);
        if (fd < 0) {
            return fd;
        }
        try {
            int length = 0;
            while (length < LONGEST) {
                long read = ProcLibrary.read(fd, Pointer.nativeValue(memory) + length, LONGEST - (long) length);
                if (read < 0) {
                    int error = Native.getLastError();
                    if (error != ProcLibrary.EINTR) {
                        return -error;
                    }
                } else {
                    length += (int) read;
                    if (read < SURELY_WHOLE) {
                        break; // the end of the file, or a file so short that the kernel gives it at once
                    }
                }
            }
            return copy(length);
        } finally {
            ProcLibrary.close(fd);
        }
    }

    @Override
    public int link(int directory, ProcFile file) {
        long length = ProcLibrary.readlinkat(directory, Pointer.nativeValue(names[file.ordinal()]),
                Pointer.nativeValue(memory), LONGEST);
        return length < 0 ? -Native.getLastError() : copy((int) length);
    }

    private int copy(int length) {
        buffer.get(0, bytes, 0, length);
        return length;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close(int handle) {
        ProcLibrary.close(handle);
    }

    @Override
    public void close() {
        memory.close();
        directoryName.close();
        root.close();
        for (Memory name : names) {
            name.close();
        }
    }
}
