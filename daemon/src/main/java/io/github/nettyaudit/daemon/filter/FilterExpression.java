package io.github.nettyaudit.daemon.filter;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.interpret.NameService;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A condition on events, read from text. The grammar:
 * <pre>
 *   expression = conjunction { "or" conjunction }
 *   conjunction = negation { "and" negation }
 *   negation   = "not" negation | "(" expression ")" | condition
 *   condition  = field "exists"
 *              | field ( "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) value
 *              | field ( "contains" | "starts-with" | "ends-with" | "under" | "matches" ) value
 *              | field [ "not" ] "in" "[" value { "," value } "]"
 *   value      = a word, or any text in "..." or '...', in which \" \' and \\ stand for the second character
 * </pre>
 * {@link #fields()} lists the fields. {@code msg.NAME} is a field of a program's message, {@code field.NAME} a field of
 * any record.
 *
 * <p>A condition is fulfilled if one of the field's values fulfils it. A condition on a field that the event does not
 * have is not fulfilled, whatever its operator; {@code not} turns the answer round. So {@code uid != 0} is the same as
 * {@code uid exists and not uid = 0}.
 *
 * <p>Immutable and thread-safe.
 */
public final class FilterExpression {
    /** The longest text of an expression, in characters. */
    public static final int LONGEST = 16_384;
    /** How many parentheses and negations may be around a condition. */
    public static final int DEEPEST = 64;
    /** How many conditions and values an expression may have. */
    public static final int MOST_CONDITIONS = 2_000;

    private final String text;
    private final Node root;
    private final Set<String> users;
    private final Set<String> groups;

    private FilterExpression(String text, Node root, Set<String> users, Set<String> groups) {
        this.text = text;
        this.root = root;
        this.users = users;
        this.groups = groups;
    }

    /**
     * Reads an expression.
     *
     * @param text the text
     * @return the expression
     * @throws FilterSyntaxException if it is none; the message says where, what was found, and what is expected
     */
    public static FilterExpression parse(String text) {
        FilterParser parser = new FilterParser(text);
        Node root = parser.parse();
        return new FilterExpression(text.strip(), root, Collections.unmodifiableSet(parser.users()),
                Collections.unmodifiableSet(parser.groups()));
    }

    /**
     * Joins expressions.
     *
     * @param expressions one or more
     * @return an expression that is fulfilled if one of them is
     * @throws IllegalArgumentException if there is none
     */
    public static FilterExpression anyOf(List<FilterExpression> expressions) {
        if (expressions.isEmpty()) {
            throw new IllegalArgumentException("expressions: none (expected: one or more)");
        }
        FilterExpression joined = expressions.get(0);
        for (FilterExpression next : expressions.subList(1, expressions.size())) {
            joined = joined.joined(next, " or ", new Node.Or(List.of(joined.root, next.root)));
        }
        return joined;
    }

    /**
     * Joins this expression and another one.
     *
     * @param other the other one
     * @return an expression that is fulfilled if both are
     */
    public FilterExpression and(FilterExpression other) {
        return joined(other, " and ", new Node.And(List.of(root, other.root)));
    }

    /**
     * Turns this expression round.
     *
     * @return an expression that is fulfilled if this one is not
     */
    public FilterExpression negated() {
        return new FilterExpression("not (" + text + ')', new Node.Not(root), users, groups);
    }

    private FilterExpression joined(FilterExpression other, String word, Node node) {
        SortedSet<String> allUsers = new TreeSet<>(users);
        allUsers.addAll(other.users);
        SortedSet<String> allGroups = new TreeSet<>(groups);
        allGroups.addAll(other.groups);
        return new FilterExpression('(' + text + ')' + word + '(' + other.text + ')', node,
                Collections.unmodifiableSet(allUsers), Collections.unmodifiableSet(allGroups));
    }

    /**
     * Makes a matcher.
     *
     * @param names the names of users and groups; asked for the id of a name each time that it is compared, so it should
     *              remember them
     * @return a new matcher, for one thread
     */
    public EventMatcher newMatcher(NameService names) {
        return new EventMatcher(root, requireNonNull(names, "names"));
    }

    /**
     * Returns the names of users that the expression compares ids with.
     *
     * @return the names; if the name service does not know one, no id has it
     */
    public Set<String> users() {
        return users;
    }

    /**
     * Returns the names of groups that the expression compares ids with.
     *
     * @return the names; if the name service does not know one, no id has it
     */
    public Set<String> groups() {
        return groups;
    }

    /**
     * Returns the names of fields that an expression may have, beside {@code msg.NAME} and {@code field.NAME}.
     *
     * @return the names
     */
    public static List<String> fields() {
        return FilterFields.names();
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
