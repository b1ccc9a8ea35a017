/**
 * Checks for the virtual machines of {@code testkit/src/guest/run.sh}; they are no part of {@code mvn verify}. Those of
 * the library and the server are in the test kit's tests.
 */
@NullMarked
package io.github.nettyaudit.daemon.guest;

import org.jspecify.annotations.NullMarked;
