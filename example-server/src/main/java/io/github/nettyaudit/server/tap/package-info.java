/** The copy of all netlink traffic that {@code --tap} asks for. */
@NullMarked
package io.github.nettyaudit.server.tap;

import org.jspecify.annotations.NullMarked;
