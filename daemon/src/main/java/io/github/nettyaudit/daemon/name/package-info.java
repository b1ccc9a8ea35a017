/**
 * The names of the users and groups of this host: {@link io.github.nettyaudit.daemon.name.HostNameService}.
 */
@NullMarked
package io.github.nettyaudit.daemon.name;

import org.jspecify.annotations.NullMarked;
