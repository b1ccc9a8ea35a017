package io.github.nettyaudit.server.web;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Date;

/** The headers that every answer has. */
final class ResponseHeads {
    private static final String[][] SECURITY = {
        {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
            + " 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
    };

    private ResponseHeads() {
    }

    static void write(WebResponse response, HttpHeaders headers) {
        response.headers().forEach(headers::set);
        for (String[] header : SECURITY) {
            headers.set(header[0], header[1]);
        }
        headers.set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
    }
}
