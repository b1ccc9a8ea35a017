/**
 * A sink for tests: {@link io.github.nettyaudit.daemon.sink.scripted.ScriptedSink} does with each batch what it is
 * told.
 */
@NullMarked
package io.github.nettyaudit.daemon.sink.scripted;

import org.jspecify.annotations.NullMarked;
