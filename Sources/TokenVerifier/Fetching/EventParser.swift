// Server-Sent Events, strict and bounded: bytes in, events out (WHATWG HTML §9.2.5, §9.2.6).

/// An event as it came in.
struct ServerSentEvent: Equatable, Sendable {
    /// What stood in `id`; `nil` where the event has none of its own.
    let id: String?
    /// The lines of `data`, joined by line feeds.
    let data: [UInt8]
}

/// Why a stream can't be read on.
enum EventFault: Error, Hashable, Sendable {
    case lineTooLong
    case eventTooLong
}

/// Reads the events of one connection from its bytes, in whatever pieces they come.
struct EventParser: Sendable {
    /// The longest line, and the longest data of one event, in bytes.
    static let maximumLength = 65_536

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var id: String?
    private var isOfOtherType = false
    /// A line feed that follows belongs to the carriage return before it.
    private var endedWithReturn = false
    private var isFirstLine = true

    init() {}

    /// Takes the next bytes.
    ///
    /// - Returns: the events that are complete with them.
    mutating func take(_ bytes: [UInt8]) throws(EventFault) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let followsReturn = endedWithReturn
            endedWithReturn = byte == 0x0D
            switch byte {
            case 0x0A where followsReturn: continue
            case 0x0A, 0x0D:
                if let event = try endLine() { events.append(event) }
            default:
                guard line.count < EventParser.maximumLength else { throw .lineTooLong }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(EventFault) -> ServerSentEvent? {
        var line = line[...]
        self.line.removeAll(keepingCapacity: true)
        if isFirstLine, line.starts(with: EventParser.byteOrderMark) { line = line.dropFirst(3) }
        isFirstLine = false
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        let name = line[..<colon]
        guard !name.isEmpty else { return nil }  // a comment
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        try field(name, value)
        return nil
    }

    /// `retry` and whatever else there may be is passed over: how often to connect is ours to say.
    private mutating func field(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(EventFault) {
        if name.elementsEqual("data".utf8) {
            guard data.count + value.count < EventParser.maximumLength else { throw .eventTooLong }
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        } else if name.elementsEqual("id".utf8) {
            if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        } else if name.elementsEqual("event".utf8) {
            isOfOtherType = !value.isEmpty && !value.elementsEqual("message".utf8)
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data = []
            hasData = false
            id = nil
            isOfOtherType = false
        }
        return hasData && !isOfOtherType ? ServerSentEvent(id: id, data: data) : nil
    }
}
