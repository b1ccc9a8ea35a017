/** {@code spool}: looks at the spool of a forwarder, also while it runs; changes nothing. */
@NullMarked
package io.github.nettyaudit.server.spool;

import org.jspecify.annotations.NullMarked;
