package io.github.nettyaudit.daemon.filter;

/** A filter expression cannot be read. The message says where, what was found there, and what is expected. */
public final class FilterSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** The number of the character in the expression. */
    private final int column;

    FilterSyntaxException(int column, String problem) {
        super("column " + column + ": " + problem);
        this.column = column;
    }

    /**
     * Returns where the problem is.
     *
     * @return the number of the character in the expression, the first is 1
     */
    public int column() {
        return column;
    }
}
