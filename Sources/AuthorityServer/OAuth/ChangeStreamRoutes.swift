// The stream of changes: GET /status/changes, Server-Sent Events that verifiers listen to.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OAuth
internal import ServiceLifecycle

struct ChangeStreamRoutes: Sendable {
    let authority: Authority
    let place: ServerPlace
    private let seats: StreamSeats

    init(authority: Authority, place: ServerPlace) {
        self.authority = authority
        self.place = place
        seats = StreamSeats(perAddress: place.streamsPerAddress)
    }

    /// `GET /status/changes`
    ///
    /// A connection ends when its peer ends it, when the server shuts down, or when its reader takes nothing for two
    /// heartbeats. No other time limit holds: the server's own is for connections on which nothing is being answered.
    func listen(_ request: Request, _ context: some ServerContext, at now: Int) async throws -> Response {
        let seat = try seats.take(for: place.clientAddress(of: request, context))
        let hangUp: @Sendable () -> Void = { context.hangUp() }
        let ids = request.headers[values: .lastEventID]
        let subscription = try await authority.feed.subscribe(
            // Two of them say nothing; an empty text is no version, so that everything is fetched again.
            after: ids.count > 1 ? "" : ids.first,
            at: now,
            hangUp: hangUp
        )
        let text = EventText(issuer: authority.issuer)
        let hearsEnd = context.hasConnection
        var answer = head()
        answer.body = ResponseBody { writer in
            defer {
                subscription.end()
                withExtendedLifetime(seat) {}
            }
            let write = { (writer: inout any ResponseBodyWriter) in
                try await ChangeStreamRoutes.write(subscription, text, to: &writer, hangUp)
            }
            guard hearsEnd else { return try await write(&writer) }
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await write(&writer)
            } onInboundClosed: {
                subscription.end()
            }
        }
        return answer
    }

    /// `HEAD /status/changes`
    func head() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream",
                .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
                // A proxy must not collect what has to be told at once.
                .accelBuffering: "no",
            ]
        )
    }

    private static func write(
        _ subscription: ChangeSubscription,
        _ text: EventText,
        to writer: inout any ResponseBodyWriter,
        _ hangUp: @escaping @Sendable () -> Void
    ) async throws {
        try await withGracefulShutdownHandler {
            try await writer.write(EventText.opening)
            while let events = await subscription.next() { try await writer.write(text.text(events)) }
            try await writer.finish(nil)
        } onGracefulShutdown: {
            subscription.end()
            // A reader that takes nothing would keep the server from ending.
            Task {
                do { try await Task.sleep(for: .milliseconds(250)) } catch {}
                hangUp()
            }
        }
    }
}
