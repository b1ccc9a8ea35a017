/**
 * A small client for HTTP/1.1 on Netty: connections that are kept, a bound of them, times for everything, bodies that stay
 * {@link io.netty.buffer.ByteBuf}s. It follows no redirect, keeps no cookie and repeats no request: what a failure means is
 * for the caller to say.
 *
 * <p>{@link io.github.nettyaudit.server.http.HttpClient} sends,
 * {@link io.github.nettyaudit.server.http.HttpServers} chooses among several servers, and
 * {@link io.github.nettyaudit.server.http.HttpSettings} are the settings that the sinks over HTTP have in common.
 */
@NullMarked
package io.github.nettyaudit.server.http;

import org.jspecify.annotations.NullMarked;
