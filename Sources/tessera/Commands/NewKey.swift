// tessera jwk new: a key from the system's random generator, its private half into a file of its own.

internal import ArgumentParser
internal import JOSE

struct NewKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key: the private half goes to a new file, the public half to stdout.",
        discussion: """
            The file is made with mode 0600 and never overwritten. Of a shared secret stdout has only the labels.

            Examples:
              tessera jwk new --algorithm ES256 --output private.jwk > public.jwk
              tessera jwk new --algorithm ECDH-ES --curve X25519 --output private.jwk
            """
    )

    @Option(help: "The algorithm that the key is for, as ES256, Ed25519, RS256, HS256, ECDH-ES or A256KW.")
    var algorithm: String
    @Option(help: "The new file for the private key; - prints it on stdout, and nothing else.") var output:
        String
    @Option(help: "For ECDH-ES: P-256, P-384, P-521 or X25519.") var curve: String = "X25519"
    @Option(help: "For RSA: the bits of the modulus.") var bits: Int = 2_048
    @Option(help: "For dir: what the key encrypts, as A256GCM.") var content: String = "A256GCM"
    @Option(help: "The kid of the key. (default: its thumbprint)") var kid: String?
    @Flag(help: "Write PEM instead of JSON.") var pem = false

    func run() throws {
        let key = try made().labelled(keyID: kid)
        try PrivateFile.write(KeyText.secret(key, pem: pem), to: output)
        guard output != "-" else { return }
        Terminal.result(text: try KeyText.shown(key, pem: pem && !key.isSymmetric))
        Terminal.note("Wrote the private key to \(output); keep it to yourself.")
    }

    private func made() throws -> JWK {
        do {
            if let algorithm = SignatureAlgorithm(name: algorithm) {
                return try .generate(for: algorithm, rsaBits: bits)
            }
            guard let management = KeyManagementAlgorithm(name: algorithm) else {
                let names =
                    SignatureAlgorithm.allCases.map(\.name) + KeyManagementAlgorithm.allCases.map(\.name)
                throw Failure(
                    .usage,
                    "\(algorithm) is no algorithm that keys are made for; expected one of "
                        + names.filter { !$0.hasPrefix("PBES2") }.joined(separator: " "))
            }
            guard let encryption = ContentEncryption(name: content) else {
                let names = ContentEncryption.allCases.map(\.name).joined(separator: " ")
                throw Failure(.usage, "\(content) encrypts no content; expected one of \(names)")
            }
            return try .generate(for: management, curve: curve, content: encryption, rsaBits: bits)
        } catch let error as JOSEError {
            // No key was read: what does not fit was asked for.
            throw Failure(.usage, error.sentence)
        }
    }
}
