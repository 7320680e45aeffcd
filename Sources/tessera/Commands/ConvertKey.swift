// tessera jwk convert: the same key in the other form.

internal import ArgumentParser
internal import JOSE

struct ConvertKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Turn a JSON Web Key into PEM, and anything else into a JSON Web Key.",
        discussion: """
            PKCS#8, SEC 1, PKCS#1, SubjectPublicKeyInfo and certificates are read; of a certificate only its key is \
            taken, and nothing is checked. Without --private only the public half leaves.

            Examples:
              tessera jwk convert public.pem --algorithm ES256
              tessera jwk convert private.pem --private --output private.jwk
            """
    )

    @Argument(help: "A file with a JSON Web Key or PEM; - for stdin.") var file: String = "-"
    @Flag(name: .customLong("private"), help: "Convert the private key; needs --output.") var isPrivate =
        false
    @Option(help: "The new file for the result; - for stdout. (default for public keys: -)") var output:
        String?
    @Option(help: "The alg of a JSON Web Key whose source names none.") var algorithm: String?
    @Option(help: "The kid of a JSON Web Key. (default: the source's, or its thumbprint)") var kid: String?

    func validate() throws {
        guard !isPrivate || output != nil else {
            throw ValidationError("--private needs --output: a new file, or - to print the private key")
        }
    }

    func run() throws {
        let text = try Secrets.read(file)
        do {
            if text.trimmedOfSpace.utf8.starts(with: "-----".utf8) {
                let key = try JWK(pem: text)
                let use = algorithm.map { SignatureAlgorithm(name: $0) == nil ? "enc" : "sig" }
                try write(
                    try key.labelled(keyID: kid ?? key.thumbprint, algorithm: algorithm, use: use), pem: false
                )
            } else {
                try write(try JWK(parsing: Array(text.utf8)), pem: true)
            }
        } catch let error as JOSEError {
            throw KeyFile.failure(file, error)
        }
    }

    private func write(_ key: JWK, pem: Bool) throws {
        guard isPrivate else {
            let shown = try KeyText.shown(try key.publicHalf(), pem: pem)
            return try PrivateFile.write(shown, to: output ?? "-")
        }
        guard key.isPrivate else { throw JOSEError.key(.notPrivate) }
        try PrivateFile.write(KeyText.secret(key, pem: pem), to: output ?? "-")
    }
}
