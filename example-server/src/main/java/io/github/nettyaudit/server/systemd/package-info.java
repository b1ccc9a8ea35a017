/**
 * The service manager: what sd_notify(3) says to it, the watchdog, and the sockets that it keeps for the next start.
 * Without a service manager all of it does nothing.
 */
@NullMarked
package io.github.nettyaudit.server.systemd;

import org.jspecify.annotations.NullMarked;
