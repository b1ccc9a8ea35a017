package io.github.nettyaudit.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.nettyaudit.schema.text.HiddenCharacters;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a server.
 *
 * @param status  the status code
 * @param headers the headers
 * @param body    the bytes of the body, which are the caller's
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpReply(int status, HttpHeaders headers, byte[] body) {
    private static final int MOST_SHOWN = 300;

    /**
     * Returns whether the request succeeded.
     *
     * @return whether the status is from 200 to 299
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * Returns whether the server wants the request to be sent to another place.
     *
     * @return whether the status is from 300 to 399
     */
    public boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    /**
     * Returns how long the server asks to wait, as the header {@code Retry-After} says in seconds or as a date.
     *
     * @param now the time
     * @return the duration, not negative; {@code null} if it does not say so
     */
    public @Nullable Duration retryAfter(Instant now) {
        String value = headers.get(HttpHeaderNames.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(value));
            }
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * Returns the beginning of the body as text that is safe to print.
     *
     * @return at most 300 visible characters
     */
    public String text() {
        return printable(new String(body, 0, Math.min(body.length, 4 * MOST_SHOWN), UTF_8));
    }

    /**
     * Makes text of a server safe to print: on one line, without characters that a terminal does not show.
     *
     * @param text the text
     * @return at most 300 visible characters of it
     */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().map(character -> HiddenCharacters.isHidden(character) ? ' ' : character)
                .limit(MOST_SHOWN).forEach(shown::appendCodePoint);
        String line = shown.toString().replaceAll("\\s+", " ").strip();
        return text.length() > MOST_SHOWN ? line + "…" : line;
    }

    @Override
    public String toString() {
        return status + (body.length == 0 ? "" : ": " + text());
    }
}
