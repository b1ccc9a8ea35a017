/**
 * The sink {@code syslog}: each document is the text of a syslog message.
 *
 * <p>{@link io.github.nettyaudit.daemon.sink.syslog.SyslogSinkFactory} makes sinks of
 * {@linkplain io.github.nettyaudit.daemon.sink.syslog.SyslogSettings settings}.
 * {@link io.github.nettyaudit.daemon.sink.syslog.MessageEncoder} writes the messages of a batch: RFC 5424, or the form of
 * syslog(3) for the local socket. {@link io.github.nettyaudit.daemon.sink.syslog.StreamSink} sends them over TCP or TLS (RFC
 * 6587, RFC 5425), {@link io.github.nettyaudit.daemon.sink.syslog.DatagramSink} over UDP or a Unix socket (RFC 5426).
 *
 * <p>A receiver of syslog answers nothing. A batch over TCP is accepted when the kernel of the receiver has acknowledged
 * all of its bytes; and what was accepted last is kept and sent again after the connection was cut, since the program
 * there may not have read it.
 */
@NullMarked
package io.github.nettyaudit.daemon.sink.syslog;

import org.jspecify.annotations.NullMarked;
