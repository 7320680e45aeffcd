// Whoever sends a request has so long for the whole of it: a body that trickles in would hold its place for good.

internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection, or a stream of HTTP/2, on which a request that has begun does not come to its end.
///
/// A request that comes in one piece costs no timer.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let limit: Duration
    private var isOpen = false
    private var timer: Scheduled<Void>?

    init(_ limit: Duration) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isOpen = true
        case .body: break
        case .end:
            isOpen = false
            stop()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOpen, timer == nil {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            timer = context.eventLoop.scheduleTask(in: TimeAmount(limit)) { bound.value.close(promise: nil) }
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        timer?.cancel()
        timer = nil
    }
}
