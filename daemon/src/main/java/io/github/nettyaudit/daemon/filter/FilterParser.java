package io.github.nettyaudit.daemon.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads an expression. */
final class FilterParser {
    private static final Set<String> TEXT_OPERATORS = Set.of("contains", "starts-with", "ends-with", "under", "matches");
    private static final Set<String> ORDERS = Set.of("<", "<=", ">", ">=");
    private static final String OPERATORS =
            "=, !=, <, <=, >, >=, in, not in, contains, starts-with, ends-with, under, matches, or exists";

    private final FilterLexer lexer;
    private final SortedSet<String> users = new TreeSet<>();
    private final SortedSet<String> groups = new TreeSet<>();
    private Token token;
    private int depth;
    private int conditions;

    FilterParser(String text) {
        lexer = new FilterLexer(text);
        token = lexer.next();
    }

    SortedSet<String> users() {
        return users;
    }

    SortedSet<String> groups() {
        return groups;
    }

    Node parse() {
        Node node = disjunction();
        if (token.kind() != Token.Kind.END) {
            throw unexpected("and, or, or the end");
        }
        return node;
    }

    private FilterSyntaxException unexpected(String expected) {
        return new FilterSyntaxException(token.column(), "found " + token.shown() + "; expected " + expected);
    }

    private Token take() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private Node disjunction() {
        List<Node> parts = new ArrayList<>();
        parts.add(conjunction());
        while (token.is("or")) {
            take();
            parts.add(conjunction());
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Or(parts);
    }

    private Node conjunction() {
        List<Node> parts = new ArrayList<>();
        parts.add(negation());
        while (token.is("and")) {
            take();
            parts.add(negation());
        }
        return parts.size() == 1 ? parts.get(0) : new Node.And(parts);
    }

    private Node negation() {
        if (!token.is("not") && !token.is("(")) {
            return condition();
        }
        if (++depth > FilterExpression.DEEPEST) {
            throw new FilterSyntaxException(token.column(), "more than " + FilterExpression.DEEPEST
                    + " parentheses and negations are around each other");
        }
        Node node;
        if (take().is("not")) {
            node = new Node.Not(negation());
        } else {
            node = disjunction();
            if (!token.is(")")) {
                throw unexpected("and, or, or )");
            }
            take();
        }
        depth--;
        return node;
    }

    private void count(Token at) {
        if (++conditions > FilterExpression.MOST_CONDITIONS) {
            throw new FilterSyntaxException(at.column(), "the expression has more than "
                    + FilterExpression.MOST_CONDITIONS + " conditions and values");
        }
    }

    private Node condition() {
        if (token.kind() != Token.Kind.WORD) {
            throw unexpected("a field, not, or (");
        }
        Token name = take();
        count(name);
        FilterFields.Field field = FilterFields.find(name.text());
        if (field == null) {
            throw new FilterSyntaxException(name.column(), "there is no field " + name.shown()
                    + Nearest.meant(name.text(), FilterFields.names()) + "; the fields are "
                    + String.join(", ", FilterFields.names()) + ", and msg.NAME and field.NAME for others");
        }
        ConditionMaker maker = new ConditionMaker(name.text(), field, users, groups);
        Token operator = token;
        if (operator.is("exists")) {
            take();
            return new Node.Condition(field.source(), ValueTest.ANY);
        }
        boolean negated = operator.is("!=");
        if (operator.is("not")) {
            take();
            negated = true;
        }
        if (token.is("in")) {
            take();
            return maker.equal(list(), negated);
        }
        if (operator.is("not")) {
            throw unexpected("in");
        }
        if (operator.is("=") || negated) {
            take();
            return maker.equal(List.of(value()), negated);
        }
        if (ORDERS.contains(operator.text()) && operator.kind() == Token.Kind.SYMBOL) {
            take();
            return maker.compare(operator, value());
        }
        if (TEXT_OPERATORS.contains(operator.text()) && operator.kind() == Token.Kind.WORD) {
            take();
            return maker.text(operator, value());
        }
        throw unexpected(OPERATORS);
    }

    private Token value() {
        if (!token.isValue()) {
            throw unexpected("a value: a word, or a text in quotation marks");
        }
        return take();
    }

    private List<Token> list() {
        if (!token.is("[")) {
            throw unexpected("[, as in [a, b]");
        }
        take();
        List<Token> values = new ArrayList<>();
        values.add(value());
        while (token.is(",")) {
            count(take());
            values.add(value());
        }
        if (!token.is("]")) {
            throw unexpected(", or ]");
        }
        take();
        return values;
    }
}
