package io.github.nettyaudit.server.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Sentences for the operator on files that cannot be read. */
public final class FileFailure {
    private FileFailure() {
    }

    /**
     * Returns why a file cannot be read. The messages of Java's exceptions are often only the name of the file.
     *
     * @param file    the file as the user has named it
     * @param failure what was thrown when it was opened or read
     * @return a sentence without a full stop that names the file
     */
    public static String explain(String file, IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getReason() != null ? missing.getReason()
                    : "no such file: " + (missing.getFile() == null ? file : missing.getFile());
        }
        if (failure instanceof UnfitFileException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof AccessDeniedException denied) {
            return (denied.getFile() == null ? file : denied.getFile()) + " may not be read by this user";
        }
        if (failure instanceof EOFException) {
            return file + " is cut off" + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        }
        String reason = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return file + " cannot be read: " + (reason == null ? failure : reason);
    }
}
