// Where a token comes from: stdin, a file, or, with a warning, the arguments.

internal import JOSE

enum TokenInput {
    /// The text of a token: `-` for stdin, `@file`, or the argument itself.
    static func read(_ argument: String) throws -> String {
        if argument == "-" { return try Secrets.read("-").trimmedOfSpace }
        if argument.hasPrefix("@") { return try Secrets.read(String(argument.dropFirst())).trimmedOfSpace }
        Terminal.note(
            "tessera: warning: others on this machine can see arguments; pipe a token that still lives to -")
        return argument.trimmedOfSpace
    }
}

extension String {
    /// The text without the white space that pipes and editors add around it.
    var trimmedOfSpace: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let head = utf8.drop(while: isSpace)
        return String(decoding: head.reversed().drop(while: isSpace).reversed(), as: UTF8.self)
    }

    /// A stranger wrote this: control characters must not reach the terminal.
    var escapedForTerminal: String {
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension JSONValue {
    /// The value as people read it; strings without quotes, arrays of strings as words.
    var shown: String {
        if let string { return string.escapedForTerminal }
        if let elements, !elements.isEmpty, elements.allSatisfy({ $0.kind == .string }) {
            return elements.map(\.shown).joined(separator: " ")
        }
        return text.escapedForTerminal
    }
}
