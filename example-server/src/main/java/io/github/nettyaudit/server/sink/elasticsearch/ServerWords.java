package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.server.http.HttpReply;
import io.netty.handler.codec.http.HttpHeaderNames;

/** What the answers of a server mean, for the operator. */
final class ServerWords {
    private ServerWords() {
    }

    static String ofStatus(int status) {
        return switch (status) {
            case 401 -> "the server does not accept the login (401): check user and password, api-key or bearer-token";
            case 403 -> "the server does not allow this (403): give the user the privilege to create documents there, and"
                    + " look whether the index is blocked";
            case 404 -> "the server does not know this (404): check urls, and create the index if the server may not";
            case 429 -> "the server is overloaded (429)";
            case 502, 503, 504 -> "the server is not available (" + status + ')';
            case 413 -> "the document is too large (413): raise the server's http.max_content_length";
            case 400 -> "the server refuses it (400)";
            default -> "the server answers with the status " + status;
        };
    }

    /** Why a request failed as a whole. */
    static String of(HttpReply reply) {
        if (reply.isRedirect()) {
            String location = reply.headers().get(HttpHeaderNames.LOCATION);
            return "the server redirects" + (location == null ? "" : " to " + HttpReply.printable(location))
                    + " (" + reply.status() + "), which is not followed: correct urls";
        }
        return ofStatus(reply.status()) + (reply.body().length == 0 ? "" : ": " + reply.text());
    }
}
