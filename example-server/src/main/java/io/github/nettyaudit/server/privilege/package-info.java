/**
 * The user and the capabilities of the process: which ones it needs for what
 * ({@link io.github.nettyaudit.server.privilege.NeededCapabilities}), and how a server that root has started becomes
 * one of another user that keeps only these ({@link io.github.nettyaudit.server.privilege.UserSwitch}).
 */
@NullMarked
package io.github.nettyaudit.server.privilege;

import org.jspecify.annotations.NullMarked;
