// The events of the stream of changes as they travel: Server-Sent Events with one line of JSON each.

internal import Authority
internal import JOSE
internal import NIOCore
internal import OAuth

/// Writes `text/event-stream` (HTML Standard §9.2) for one issuer.
struct EventText: Sendable {
    let issuer: Issuer

    /// What comes first: milliseconds after which to come back.
    static let opening = ByteBuffer(string: "retry: 1000\n\n")

    /// The id of an event is the version that a listener has when it has read it.
    func text(_ events: [ChangeEvent]) -> ByteBuffer {
        var text = ByteBuffer()
        for event in events {
            text.writeString("id: \(event.version)\ndata: ")
            text.writeBytes(json(event))
            text.writeString("\n\n")
        }
        return text
    }

    private func json(_ event: ChangeEvent) -> [UInt8] {
        JSONWriter.object { json in
            switch event.kind {
            case .version: json.member("version", event.version)
            case .revoked(let list, let index, let count):
                json.member("uri", issuer.statusListURI(list))
                json.member("idx", index)
                json.member("count", count)
            case .resync(let list):
                json.member("uri", issuer.statusListURI(list))
                json.member("resync", true)
            case .resyncAll: json.member("resync", true)
            case .keys: json.member("keys", true)
            }
        }
    }
}
