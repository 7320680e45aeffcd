// A list of small changes to a text, read from a fuzzer's bytes: near what is valid, where forgeries are.

/// Changes that are made one after the other, four bytes each: what to do, where (two bytes), and with which byte.
struct Edits {
    private let script: ArraySlice<UInt8>

    init(_ script: ArraySlice<UInt8>) { self.script = script.prefix(64) }

    func applied(to honest: [UInt8]) -> [UInt8] {
        var text = honest
        var rest = script
        while rest.count >= 4, !text.isEmpty {
            let step = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            let place = (Int(step[1]) << 8 | Int(step[2])) % text.count
            switch step[0] % 8 {
            case 0: text[place] ^= 1 << (step[3] & 7)
            case 1: text[place] = Edits.alphabet[Int(step[3] & 63)]
            case 2: text.insert(Edits.alphabet[Int(step[3] & 63)], at: place)
            case 3: text.remove(at: place)
            case 4: text.insert(step[3], at: place)
            case 5: text.swapAt(place, Int(step[3]) % text.count)
            case 6: text.removeLast(min(text.count, Int(step[3]) + 1))
            default: text.append(Edits.alphabet[Int(step[3] & 63)])
            }
        }
        return text
    }

    /// The script that flips one bit.
    static func flip(bit: Int, of place: Int) -> [UInt8] {
        [0, UInt8(place >> 8 & 255), UInt8(place & 255), UInt8(bit)]
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
