/**
 * The audit protocol as Netty handlers that run on any channel. This page is the overview of the module.
 *
 * <h2>Start here</h2>
 * <table class="striped">
 *   <caption>What to use for what</caption>
 *   <thead><tr><th scope="col">Task</th><th scope="col">Class</th></tr></thead>
 *   <tbody>
 *   <tr><th scope="row">Be the audit daemon in one call</th>
 *     <td>{@code AuditDaemon} of netty-audit-daemon; it uses everything below</td></tr>
 *   <tr><th scope="row">Build a channel's pipeline</th>
 *     <td>{@link io.github.nettyaudit.codec.AuditPipeline}</td></tr>
 *   <tr><th scope="row">Request the status, change settings, register</th>
 *     <td>{@link io.github.nettyaudit.codec.request.AuditClient}</td></tr>
 *   <tr><th scope="row">Keep a channel registered as the audit daemon</th>
 *     <td>{@link io.github.nettyaudit.codec.request.AuditDaemonHandler}</td></tr>
 *   <tr><th scope="row">List, add, delete or replace rules</th>
 *     <td>{@link io.github.nettyaudit.codec.rule.AuditRules}</td></tr>
 *   <tr><th scope="row">Write a message to the audit trail</th>
 *     <td>{@link io.github.nettyaudit.codec.user.AuditUserLog}</td></tr>
 *   <tr><th scope="row">Group records into events</th>
 *     <td>{@link io.github.nettyaudit.codec.event.AuditEventAssembler}</td></tr>
 *   <tr><th scope="row">Read the fields of a record</th>
 *     <td>{@link io.github.nettyaudit.codec.record.AuditRecord}</td></tr>
 *   <tr><th scope="row">Translate a field's value for people</th>
 *     <td>{@link io.github.nettyaudit.codec.interpret.AuditInterpreter}</td></tr>
 *   <tr><th scope="row">Record the traffic for Wireshark, replay it</th>
 *     <td>{@link io.github.nettyaudit.codec.pcapng.NetlinkTap},
 *       {@link io.github.nettyaudit.codec.pcapng.PcapngReplay}</td></tr>
 *   </tbody>
 * </table>
 *
 * <h2>The path of a record</h2>
 * A record passes these handlers in one direction; {@link io.github.nettyaudit.codec.AuditPipeline} adds those that are
 * marked with *.
 * <pre>
 *   channel                    one ByteBuf per datagram (AuditNetlinkChannel of netty-audit-transport, or any other)
 *   NetlinkLossTranslator   *  the transport's own events for lost datagrams → NetlinkLoss; only if configured
 *   NetlinkFrameDecoder     *  ByteBuf → NetlinkMessage
 *   AuditStatusCodec        *  replies to AUDIT_GET → AuditStatusMessage
 *   AuditMessageDecoder     *  NetlinkMessage → AuditMessage, a record → AuditRecordMessage
 *   AuditRequestHandler     *  consumes the replies to requests; passes on everything else
 *   AuditDaemonHandler      *  only for a daemon: registers the channel
 *   AuditEventAssembler        if you add it: AuditRecordMessages → AuditEvents and AuditLossEvents
 *   your handlers
 * </pre>
 * Requests pass {@code AuditMessageEncoder}, {@code AuditStatusCodec} and {@code NetlinkFrameEncoder} in the other
 * direction.
 *
 * <h2>Packages</h2> In this order; each depends only on those before it: {@code table} (numbers and names of the
 * kernel), {@code netlink} (framing), {@code message} (typed messages), {@code record} (fields), {@code event}, {@code
 * interpret}, {@code request}, {@code rule}, {@code user}, {@code pcapng}, and this package.
 *
 * <h2>Messages</h2> Your handlers receive {@link io.github.nettyaudit.codec.message.AuditRecordMessage}s or, after an
 * assembler, {@link io.github.nettyaudit.codec.event.AuditEvent}s and {@link
 * io.github.nettyaudit.codec.event.AuditLossEvent}s; also {@link
 * io.github.nettyaudit.codec.message.InvalidAuditMessage}s for malformed input, which never closes the channel. Replies
 * to requests of other programs may appear on multicast channels. Types that are not known here arrive as {@code
 * AuditRecordMessage}s.
 *
 * <h2>User events</h2>
 * <table class="striped">
 *   <caption>Events passed to {@code userEventTriggered}</caption>
 *   <thead><tr><th scope="col">Event</th><th scope="col">Fired by</th><th scope="col">Meaning</th></tr></thead>
 *   <tbody>
 *   <tr><th scope="row">{@link io.github.nettyaudit.codec.netlink.NetlinkLoss}</th>
 *     <td>{@code NetlinkLossTranslator}</td>
 *     <td>Datagrams were lost or are incomplete; what was received before the loss came before the event</td></tr>
 *   <tr><th scope="row">{@link io.github.nettyaudit.codec.request.AuditDaemonEvent}</th>
 *     <td>{@code AuditDaemonHandler}</td>
 *     <td>The channel was registered, dropped, challenged, registered again, or its registration has ended</td></tr>
 *   <tr><th scope="row">{@link io.github.nettyaudit.codec.request.AuditLateReply}</th>
 *     <td>{@code AuditRequestHandler}</td>
 *     <td>A reply arrived for a request that had ended</td></tr>
 *   <tr><th scope="row">{@code NetlinkOverrun}, {@code NetlinkTruncatedDatagram}, {@code NetlinkUnexpectedSender},
 *       {@code NetlinkUndelivered}</th>
 *     <td>{@code AuditNetlinkChannel} of netty-audit-transport</td>
 *     <td>The transport's events for lost datagrams, if no translator replaces them</td></tr>
 *   <tr><th scope="row">{@code AuditStatusEvent}, {@code AuditSettingChange}, {@code OtherDaemonChange}</th>
 *     <td>{@code AuditDaemon} of netty-audit-daemon</td>
 *     <td>The kernel's status, and changes that other programs have made</td></tr>
 *   </tbody>
 * </table>
 * No event of this module holds a buffer.
 *
 * <h2>Close order</h2> Close the data channel, wait for its future, close the control channel, then shut the event
 * loops down. The close of a data channel first ends the registration and reads the records that the kernel has sent,
 * for at most the close timeout of {@link io.github.nettyaudit.codec.request.AuditDaemonHandlerBuilder}. If the control
 * channel is gone, or the event loops are shut down with the channels open, the data channel ends the registration
 * itself; with a quiet period of 0 the loops may have no time for that.
 *
 * <h2>Settings</h2> {@link io.github.nettyaudit.codec.AuditPipelineBuilder} (loss translation, requests in flight,
 * daemon), {@link io.github.nettyaudit.codec.request.AuditDaemonHandlerBuilder} (turning auditing on, checks, close
 * timeout), {@link io.github.nettyaudit.codec.event.EventAssemblerOptions} (bounds and timeouts of events), {@code
 * withTimeout} and {@code withoutAck} of {@link io.github.nettyaudit.codec.request.AuditClient}. The options of the
 * socket are those of the transport.
 *
 * <h2>Threads</h2> Handlers run on the event loop of their channel. {@code AuditClient}, {@code AuditRules} and {@code
 * AuditUserLog} may be used by any thread and never block; listeners of their futures run on the event loop of the
 * control channel, where nothing must wait. The control channel and the data channel belong on different event loops:
 * while the kernel's queue is full, a request puts its thread to sleep inside the kernel, and records would not be read
 * meanwhile. A data channel that does not read (autoRead is off, or a handler blocks) lets the kernel's queue fill up,
 * and then the kernel puts the audited processes to sleep for up to {@code backlog_wait_time} each.
 *
 * <h2>Buffers</h2>
 * A message with a buffer owns one reference of it, and the receiver of the message releases it once:
 * {@code AuditRecordMessage}, {@code AuditRuleMessage}, {@code InvalidAuditMessage}, {@code NetlinkMessage} and
 * {@code AuditEvent}. All other messages, all events and all results of futures are values that need no release. The
 * content of a record is a view of the receive buffer; keep a {@code copy()} if you keep a record for longer.
 *
 * <h2>Errors</h2>
 * Requests and changes of rules fail with an {@link io.github.nettyaudit.codec.request.AuditException}, which has the
 * operation, the kernel's error number and the netlink sequence. Malformed input becomes an invalid message with its
 * bytes and the cause.
 *
 * <h2>Loggers</h2>
 * The names are those of the public classes, through Netty's {@code InternalLoggerFactory}:
 * {@code io.github.nettyaudit.codec.request.AuditDaemonHandler} (WARN: shared event loop, failed checks, a close that
 * took too long), {@code io.github.nettyaudit.codec.event.AuditEventAssembler} and
 * {@code io.github.nettyaudit.codec.pcapng.NetlinkTap}. Nothing is logged per record.
 */
@NullMarked
package io.github.nettyaudit.codec;

import org.jspecify.annotations.NullMarked;
