package io.github.nettyaudit.daemon.context;

import java.nio.file.Path;

/** Files of which a process ends before one of the calls. */
final class EndingFiles implements ProcFiles {
    private final ProcFiles files;
    private final int after;
    private final Runnable end;
    private int calls;

    EndingFiles(Path root, int after, Runnable end) {
        files = new LibcProcFiles(root);
        this.after = after;
        this.end = end;
    }

    int calls() {
        return calls;
    }

    private void count() {
        if (calls++ == after) {
            end.run();
        }
    }

    @Override
    public int openRoot() {
        return files.openRoot();
    }

    @Override
    public int open(int root, String name) {
        count();
        return files.open(root, name);
    }

    @Override
    public int read(int directory, ProcFile file) {
        count();
        return files.read(directory, file);
    }

    @Override
    public int link(int directory, ProcFile file) {
        count();
        return files.link(directory, file);
    }

    @Override
    public byte[] bytes() {
        return files.bytes();
    }

    @Override
    public void close(int handle) {
        files.close(handle);
    }

    @Override
    public void close() {
        files.close();
    }
}
