// A peer that does not shake hands is sent away, and so is one that does not go when the server shuts down.

internal import NIOCore
internal import NIOExtras
internal import NIOTLS

/// Closes a connection whose handshake takes too long, or that outlives its server.
final class ConnectionDeadlines: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let limits: ConnectionLimits
    private var isEncrypted = false
    private var timer: Scheduled<Void>?

    init(_ limits: ConnectionLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) { close(in: limits.handshake, context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            isEncrypted = true
            timer?.cancel()
        } else if event is ChannelShouldQuiesceEvent {
            // Who is in the middle of a handshake has asked nothing yet. A peer of HTTP/2 may leave the question whether it has
            // heard unanswered.
            close(in: isEncrypted ? limits.closing : .zero, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func close(in limit: Duration, _ context: ChannelHandlerContext) {
        timer?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: TimeAmount(limit)) { bound.value.close(promise: nil) }
    }
}
