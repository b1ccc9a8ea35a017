package io.github.nettyaudit.schema.normalize;

/** Reports an error in a file of normalisation rules: the file, the line, what is wrong and what is allowed. */
public final class NormalizationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The name of the file. */
    private final String file;
    /** The number of the line, from 1. */
    private final int line;

    NormalizationException(String file, int line, String problem) {
        super(file + ':' + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    /**
     * Returns the name of the file.
     *
     * @return the name as it was given to {@link NormalizationTable#extendedBy}
     */
    public String file() {
        return file;
    }

    /**
     * Returns the line.
     *
     * @return the number of the line, from 1
     */
    public int line() {
        return line;
    }
}
