// The text form of a key file (RFC 7468): one label, one block of base64 in lines of 64, and nothing around it.

/// One PEM document in strict form (RFC 7468 §3, `stricttextualmsg`): nothing but white space stands around it.
struct PEMText {
    let label: String
    let bytes: [UInt8]

    /// Bytes of the longest text that is read.
    static let limit = 65_536

    init(label: String, bytes: [UInt8]) {
        self.label = label
        self.bytes = bytes
    }

    /// Reads a text.
    ///
    /// - Throws: ``KeyFault/encoding(_:)`` with what was expected.
    init(parsing text: String) throws(JOSEError) {
        guard text.utf8.count <= PEMText.limit else {
            throw .key(.encoding("of at most \(PEMText.limit) bytes"))
        }
        var lines = PEMText.lines(of: text)[...]
        guard let first = lines.popFirst(), let label = PEMText.label("-----BEGIN ", of: first) else {
            throw .key(.encoding("a PEM document: its first line is not -----BEGIN and a label"))
        }
        guard !lines.contains(where: { $0.starts(with: "-----BEGIN ".utf8) }) else {
            throw .key(.encoding("a single PEM document: it holds several"))
        }
        guard let last = lines.popLast(), let end = PEMText.label("-----END ", of: last),
            end.hasBytes(of: label)
        else { throw .key(.encoding("one whole PEM document: its last line is not the END of \(label)")) }
        guard !label.utf8.starts(with: "ENCRYPTED".utf8), !lines.contains(where: { $0.contains(0x3A) }) else {
            // Also the older form, which names its cipher in lines with a colon.
            throw .key(.encoding("an unencrypted key; take its password away first, as openssl pkey does"))
        }
        self.label = label
        bytes = try PEMText.decoded(lines)
    }

    /// The document, with a line feed after each line.
    var text: String {
        let letters = Base64.encode(bytes)
        var lines = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: letters.count, by: 64) {
            lines += String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self) + "\n"
        }
        return lines + "-----END \(label)-----\n"
    }

    /// The lines without their ends, and without the blank ones before and after the document.
    private static func lines(of text: String) -> [ArraySlice<UInt8>] {
        let lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
        let isBlank = { (line: ArraySlice<UInt8>) in line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        guard let first = lines.firstIndex(where: { !isBlank($0) }),
            let last = lines.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(lines[first...last])
    }

    /// The label between a prefix and five dashes: capitals, digits and single spaces.
    private static func label(_ prefix: String, of line: ArraySlice<UInt8>) -> String? {
        let dashes = "-----".utf8
        guard line.starts(with: prefix.utf8), line.count >= prefix.utf8.count + dashes.count,
            line.suffix(dashes.count).elementsEqual(dashes)
        else { return nil }
        let label = line.dropFirst(prefix.utf8.count).dropLast(dashes.count)
        let isLetter = { (byte: UInt8) in
            (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x20
        }
        guard !label.isEmpty, label.count <= 64, label.allSatisfy(isLetter) else { return nil }
        return String(decoding: label, as: UTF8.self)
    }

    private static func decoded(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(JOSEError) -> [UInt8] {
        let fault = JOSEError.key(.encoding("strict PEM: base64 in lines of 64 letters"))
        guard let last = lines.last, (1...64).contains(last.count),
            lines.dropLast().allSatisfy({ $0.count == 64 })
        else { throw fault }
        var letters = Array(lines.joined())
        guard letters.count % 4 == 0 else { throw fault }
        while letters.count % 4 != 1, letters.last == UInt8(ascii: "=") { letters.removeLast() }
        guard let bytes = Base64.decode(unpadded: letters) else { throw fault }
        return bytes
    }
}
