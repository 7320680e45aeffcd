// What a cache says when it asks again: which form it takes, and which it has already (RFC 9110 §12.5.3, §13.1.2).

internal import HTTPTypes
internal import Hummingbird

enum CachePreconditions {
    /// Whether the asker takes gzip. One who says nothing is given the plain form.
    static func takesGzip(_ request: Request) -> Bool {
        var named: Bool?
        var wildcard = false
        for field in request.headers[values: .acceptEncoding] {
            for part in field.utf8.split(separator: UInt8(ascii: ",")) {
                let words = part.split(separator: UInt8(ascii: ";")).map(trimmed)
                guard let coding = words.first else { continue }
                let isTaken = words.dropFirst().allSatisfy { !isZero($0) }
                if coding == "*" { wildcard = isTaken }
                // RFC 9110 §8.4.1.3: the older name is the same coding.
                if coding == "gzip" || coding == "x-gzip" { named = (named ?? true) && isTaken }
            }
        }
        return named ?? wildcard
    }

    /// Whether the asker has the form with this strong tag already. Tags are compared weakly, and all that are named
    /// count.
    static func has(_ entityTag: String, _ request: Request) -> Bool {
        request.headers[values: .ifNoneMatch].contains { field in
            trimmed(Array(field.utf8)[...]) == "*"
                || tags(in: field).contains { $0.elementsEqual(entityTag.utf8) }
        }
    }

    /// The quoted tags of a field, without the mark of weak ones. What follows something malformed is not read.
    private static func tags(in field: String) -> [ArraySlice<UInt8>] {
        var rest = Array(field.utf8)[...]
        var tags: [ArraySlice<UInt8>] = []
        while true {
            rest = rest.drop { " \t,".utf8.contains($0) }
            if rest.starts(with: "W/".utf8) { rest = rest.dropFirst(2) }
            guard rest.first == UInt8(ascii: "\""),
                let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\""))
            else { return tags }
            tags.append(rest[rest.startIndex...end])
            rest = rest[(end + 1)...]
        }
    }

    /// Whether a parameter is a quality of zero, or none that can be read.
    private static func isZero(_ parameter: String) -> Bool {
        let parts = parameter.split(separator: "=", maxSplits: 1).map { trimmed(Array($0.utf8)[...]) }
        guard parts.first == "q" else { return false }
        guard parts.count == 2, let quality = Double(parts[1]), quality <= 1 else { return true }
        return !(quality > 0)
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in " \t".utf8.contains(byte) }
        let text = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return String(decoding: Array(text), as: UTF8.self).lowercased()
    }
}
