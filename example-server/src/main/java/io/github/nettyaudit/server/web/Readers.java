package io.github.nettyaudit.server.web;

/** Whom a door lets in. */
public enum Readers {
    /**
     * What is behind the door is for those who may read the audit trail. Over loopback without a token only root, the user of
     * the server and the door's {@linkplain WebDoor.Builder#user user} come in. Beyond loopback there must be TLS, and a
     * token or certificates of the clients.
     */
    TRUSTED,
    /** Everybody who can connect; with a token, those who have it. Beyond loopback there must be TLS or a token. */
    ANYBODY
}
