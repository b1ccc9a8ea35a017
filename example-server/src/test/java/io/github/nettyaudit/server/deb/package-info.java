/** The Debian package: its files, and the scripts in them. {@code .ci/deb} installs it. */
@NullMarked
package io.github.nettyaudit.server.deb;

import org.jspecify.annotations.NullMarked;
