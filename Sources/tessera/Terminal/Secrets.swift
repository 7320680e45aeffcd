// Reading a secret: from a file, from stdin, from the environment, or from a prompt; never from the
// arguments.

private import Dispatch
private import Glibc

enum Secrets {
    /// The longest secret that is read.
    private static let limit = 65_536

    /// Reads a password.
    ///
    /// - Parameters:
    ///   - file: a path, or `-` for stdin; goes before the environment.
    ///   - variable: the environment variable that may hold it.
    ///   - prompt: what to ask for on a terminal when neither is given.
    static func password(file: String?, variable: String, prompt: String) throws -> String {
        if let file { return try firstLine(of: read(file)) }
        if let value = environment(variable) { return value }
        guard Terminal.isInteractive else { return try firstLine(of: read("-")) }
        return try ask(prompt)
    }

    /// The value of an environment variable.
    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Reads a whole file, or stdin for `-`.
    static func read(_ path: String, upTo limit: Int = limit) throws -> String {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(
                .general, "\(path) can't be read (\(reason())); give a file that this user may read")
        }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw Failure(.general, "\(path) can't be read (\(reason()))") }
            if count == 0 { break }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else {
                throw Failure(.general, "\(path) holds more than \(limit) bytes")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.general, "\(path) is not UTF-8 text")
        }
        return text
    }

    /// The first line of a file that holds a secret.
    static func line(of path: String) throws -> String {
        try firstLine(of: read(path), orElse: "\(path) is empty; its first line must be the secret")
    }

    private static func firstLine(
        of text: String,
        orElse sentence: String = "no password came; write it to stdin, or name a file with --password-file"
    ) throws -> String {
        let line = text.utf8.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else {
            throw Failure(.general, sentence)
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Asks without showing what is typed.
    private static func ask(_ prompt: String) throws -> String {
        Terminal.note(prompt)
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        let shown = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        let watches = [SIGINT, SIGTERM, SIGQUIT, SIGHUP].map { watch($0, restoring: shown) }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        defer {
            for watch in watches { watch.cancel() }
            restore(shown)
        }
        return try firstLine(of: readLine(strippingNewline: true) ?? "")
    }

    private static func restore(_ settings: termios) {
        var settings = settings
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }

    /// Who gives up at the prompt gets a terminal back that shows what is typed.
    private static func watch(_ number: Int32, restoring shown: termios) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            restore(shown)
            signal(number, SIG_DFL)
            raise(number)
        }
        source.setCancelHandler { signal(number, SIG_DFL) }
        source.resume()
        return source
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
