/**
 * The web page: the newest events as they come, one event as a story, the stored events by time, the state of the
 * server, and the rules of the kernel. {@link io.github.nettyaudit.server.page.PageServer} has the routes; the files of the page
 * are resources of this package. What HTTP needs is in {@link io.github.nettyaudit.server.web}.
 */
@NullMarked
package io.github.nettyaudit.server.page;

import org.jspecify.annotations.NullMarked;
