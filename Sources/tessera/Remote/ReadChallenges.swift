// The challenges of a WWW-Authenticate field, as a client reads them (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1).

internal import Fetching
internal import JOSE

/// What an API wants, in one scheme.
struct ReadChallenge: Sendable {
    let scheme: String
    let parameters: [(name: String, value: String)]

    /// A parameter; names have no case.
    subscript(name: String) -> String? { parameters.first { $0.name.hasBytes(of: name) }?.value }

    var isBearer: Bool { scheme.hasBytes(of: "bearer") }
    var isDPoP: Bool { scheme.hasBytes(of: "dpop") }

    /// The challenges of an answer, in order.
    static func of(_ answer: IncomingAnswer) -> [ReadChallenge] {
        answer.values("WWW-Authenticate").flatMap { read(Array($0.utf8)) }
    }

    /// Reads one field, which may hold several. A scheme is a word that no `=` follows.
    static func read(_ text: [UInt8]) -> [ReadChallenge] {
        var found: [ReadChallenge] = []
        var rest = text[...]
        var scheme: String?
        var parameters: [(name: String, value: String)] = []
        func end() { if let scheme { found.append(ReadChallenge(scheme: scheme, parameters: parameters)) } }
        while true {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
            let word = rest.prefix { !" \t,=\"".utf8.contains($0) }
            guard !word.isEmpty else { break }
            rest = rest.dropFirst(word.count)
            let name = String(decoding: word, as: UTF8.self).lowercased()
            let after = rest.drop { $0 == 0x20 || $0 == 0x09 }
            guard scheme != nil, after.first == UInt8(ascii: "=") else {
                end()
                (scheme, parameters) = (name, [])
                continue
            }
            rest = after.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            parameters.append((name, value(&rest)))
        }
        end()
        return found
    }

    /// A token or a quoted string.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> String {
        guard rest.first == UInt8(ascii: "\"") else {
            let word = rest.prefix { !" \t,".utf8.contains($0) }
            rest = rest.dropFirst(word.count)
            return String(decoding: word, as: UTF8.self)
        }
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            bytes.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
