/**
 * The HTTP server of metrics and of the page: {@link io.github.nettyaudit.server.web.WebServer} listens at a
 * {@link io.github.nettyaudit.server.web.WebDoor} and answers by {@link io.github.nettyaudit.server.web.WebRoutes}.
 *
 * <p>A request reaches its handler after all checks: the connection's user ({@code PeerUsers}), the name of the host
 * ({@code HostNames}, against DNS rebinding), the page that sends it ({@code RequestOrigin}, against cross-site requests),
 * the route, the token ({@link io.github.nettyaudit.server.web.WebAccess}) and the sizes. What a client may hold is bounded
 * by {@code WebLimits}: connections, time, memory.
 */
@NullMarked
package io.github.nettyaudit.server.web;

import org.jspecify.annotations.NullMarked;
