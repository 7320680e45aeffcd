// The one room that writes to the terminal: results on stdout, everything else on stderr.

private import Glibc

enum Terminal {
    /// A result: what a program that reads us wants.
    static func result(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// A result that has its own line ends.
    static func result(text: String) { write(text, to: STDOUT_FILENO) }

    /// A JSON result.
    static func result(json: [UInt8]) { result(String(decoding: json, as: UTF8.self)) }

    /// What people want to know besides.
    static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// An error: one sentence that says what was wrong, what was expected and what to do.
    static func error(_ sentence: String) { note("tessera: error: \(sentence)") }

    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that went away is no error of ours; there is nobody left to tell.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
