// tessera jwk public and thumbprint: what may be told of a key.

internal import ArgumentParser
internal import JOSE

struct PublicKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public half of a key.",
        discussion: "Example:\n  tessera jwk public private.jwk > public.jwk"
    )

    @Argument(help: "A file with a JSON Web Key or PEM; - for stdin.") var file: String = "-"
    @Flag(help: "Print PEM instead of JSON.") var pem = false

    func run() throws {
        let key = try KeyFile.key(file)
        do {
            Terminal.result(text: try KeyText.shown(try key.publicHalf(), pem: pem))
        } catch {
            throw KeyFile.failure(file, error)
        }
    }
}

struct ShowThumbprint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbprint",
        abstract: "Print the SHA-256 thumbprint of a key (RFC 7638).",
        discussion: "Example:\n  tessera jwk thumbprint --uri public.jwk"
    )

    @Argument(help: "A file with a JSON Web Key or PEM; - for stdin.") var file: String = "-"
    @Flag(help: "Print it as a URI (RFC 9278).") var uri = false

    func run() throws {
        let key = try KeyFile.key(file)
        Terminal.result(uri ? key.thumbprintURI : key.thumbprint)
    }
}
