/**
 * What {@code benchmarks/live.sh} and {@code benchmarks/jmh.sh} run: {@link
 * io.github.nettyaudit.benchmarks.LiveReader},
 * our side of the live benchmark (the C side is in {@code src/main/c}), and the JMH benchmarks. Not published;
 * {@code docs/BENCHMARKS.md} has the figures.
 */
@NullMarked
package io.github.nettyaudit.benchmarks;

import org.jspecify.annotations.NullMarked;
