/**
 * The take-over of the socket that a killed daemon has left with a service manager: what is in it is read, and nothing
 * falls between it and the new one. Internal: not part of the API.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.takeover;

import org.jspecify.annotations.NullMarked;
