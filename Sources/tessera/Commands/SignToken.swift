// tessera jwt sign: a token from claims and a private key, for tests and for machines that sign their own.

internal import ArgumentParser
internal import AuthorityServer
internal import JOSE

struct SignToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a token with a private key from a file.",
        discussion: """
            The claims are one JSON object. iat is added where it is missing, and exp by --expires. The token alone \
            goes to stdout.

            Example:
              echo '{"iss":"me","aud":"you","sub":"ana"}' | tessera jwt sign --key private.jwk --claims -
            """
    )

    @Option(help: "A file with the private key: a JSON Web Key or PEM; - for stdin.") var key: String
    @Option(help: "A file with the claims; - for stdin.") var claims: String
    @Option(help: "The algorithm, where the key names none.") var algorithm: String?
    @Option(help: "How long the token lives, as 15m, 12h or 30d. (default: 15m)") var expires: String?
    @Option(help: "The type of the token.") var type: String = "at+jwt"
    @Option(help: "The moment at which it is issued. (default: now)") var at: String?

    func run() throws {
        guard key != "-" || claims != "-" else {
            throw Failure(.usage, "the key and the claims can't both come from stdin; put one into a file")
        }
        let now = try at.map { try Moment.seconds($0) } ?? Clock.now()
        let lifetime = try expires.map { try TimeSpan.seconds($0) }
        let asked = try algorithm.map { try KeyFile.algorithm($0) }
        let object = try read()
        if lifetime != nil, object["exp"] != nil {
            throw Failure(.usage, "the claims have an exp already; leave --expires or that claim out")
        }
        let signer = try signer(asked)
        let token = try signer.signToken(type: TokenType(type)) { json in
            for (name, value) in object.members ?? [] { json.member(name, value) }
            if object["iat"] == nil { json.member("iat", now) }
            if object["exp"] == nil { json.member("exp", now + (lifetime ?? 900)) }
        }
        Terminal.result(token)
    }

    private func signer(_ asked: SignatureAlgorithm?) throws -> SigningKey {
        let jwk = try KeyFile.secret(key)
        do {
            return try SigningKey(jwk: jwk, algorithm: asked)
        } catch JOSEError.key(.algorithmMissing) {
            throw Failure(.usage, "\(key) does not say which algorithm it is for; name it with --algorithm")
        } catch {
            throw KeyFile.failure(key, error)
        }
    }

    private func read() throws -> JSONValue {
        let text = try Secrets.read(claims)
        do {
            return try JSONDocument.object(
                parsing: Array(text.utf8), limits: JSONLimits(length: 65_536, depth: 16))
        } catch {
            throw Failure(.malformed, "\(claims) is not one JSON object with the claims: \(error.sentence)")
        }
    }
}
