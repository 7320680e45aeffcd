// Splits Swift text into code and strings, so that a word in a comment or a message never counts as a use.

/// A word (identifier, keyword, number) or a single mark of code.
struct Token: Sendable {
    let text: String
    let line: Int
    /// The column in bytes, from 0.
    let column: Int

    var isWord: Bool { text.utf8.first.map(SwiftScanner.isWordByte) ?? false }
}

/// A scanner that knows just enough: comments (nested), the four forms of string literals, interpolation.
struct SwiftScanner {
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1
    private var lineStart = 0
    private var code: [Token] = []
    private var strings: [(text: String, line: Int)] = []

    static func scan(_ text: String) -> (code: [Token], strings: [(text: String, line: Int)]) {
        var scanner = SwiftScanner(bytes: Array(text.utf8))
        scanner.code.reserveCapacity(scanner.bytes.count / 4)
        scanner.scanCode(untilParenthesis: false)
        return (scanner.code, scanner.strings)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }

    private func byte(_ offset: Int = 0) -> UInt8? { at + offset < bytes.count ? bytes[at + offset] : nil }

    private func starts(with text: StaticString) -> Bool {
        at + text.utf8CodeUnitCount <= bytes.count
            && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[at + $0] == text.utf8Start[$0] }
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where at < bytes.count {
            if bytes[at] == UInt8(ascii: "\n") {
                line += 1
                lineStart = at + 1
            }
            at += 1
        }
    }

    /// Reads code to the end, or to the parenthesis that ends an interpolation.
    private mutating func scanCode(untilParenthesis: Bool) {
        var depth = 0
        while let here = byte() {
            if starts(with: "//") {
                while let next = byte(), next != UInt8(ascii: "\n") { advance() }
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if here == UInt8(ascii: "\"") || (here == UInt8(ascii: "#") && poundsBeforeQuote > 0) {
                scanString()
            } else if Self.isWordByte(here) {
                scanWord()
            } else {
                if here == UInt8(ascii: "(") { depth += 1 }
                if here == UInt8(ascii: ")") {
                    if untilParenthesis && depth == 0 { return advance() }
                    depth -= 1
                }
                if here > UInt8(ascii: " ") { append(String(UnicodeScalar(here)), from: at) }
                advance()
            }
        }
    }

    private mutating func append(_ text: String, from start: Int) {
        code.append(Token(text: text, line: line, column: start - lineStart))
    }

    private mutating func scanWord() {
        let start = at
        while let next = byte(), Self.isWordByte(next) { at += 1 }
        append(String(decoding: bytes[start..<at], as: UTF8.self), from: start)
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                advance(2)
            } else if starts(with: "*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && at < bytes.count
    }

    /// How many `#` open a raw string here; 0 where none does.
    private var poundsBeforeQuote: Int {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : 0
    }

    private mutating func scanString() {
        let pounds = poundsBeforeQuote
        let firstLine = line
        advance(pounds)
        let quotes = starts(with: "\"\"\"") ? 3 : 1
        advance(quotes)
        var text: [UInt8] = []
        while let here = byte() {
            if here == UInt8(ascii: "\""), closes(quotes: quotes, pounds: pounds) {
                advance(quotes + pounds)
                break
            }
            // A literal of one line that does not end is no Swift: do not swallow the rest of the file.
            if here == UInt8(ascii: "\n") && quotes == 1 { break }
            if here == UInt8(ascii: "\\"), (0..<pounds).allSatisfy({ byte(1 + $0) == UInt8(ascii: "#") }) {
                if byte(1 + pounds) == UInt8(ascii: "(") {
                    advance(2 + pounds)
                    scanCode(untilParenthesis: true)
                    text.append(UInt8(ascii: "?"))  // a word stands here, as in UPDATE \(table) SET
                } else {
                    advance(2 + pounds)
                    text.append(UInt8(ascii: " "))
                }
                continue
            }
            text.append(here)
            advance()
        }
        strings.append((String(decoding: text, as: UTF8.self), firstLine))
    }

    private func closes(quotes: Int, pounds: Int) -> Bool {
        (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
            && (0..<pounds).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
    }
}
