// tessera jwt verify: every check of a token, with the issuer's keys or with keys from a file.

internal import ArgumentParser
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import TokenVerifier

struct VerifyToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a token, check by check.",
        discussion: """
            With the published keys and the status list of its issuer, or offline with --key or --jwks.

            Examples:
              tessera jwt verify --issuer https://auth.example.com --audience https://api.example.com - < token
              tessera jwt verify --issuer me --audience you --key public.pem --algorithm ES256 - < token

            Exit codes: 0 valid, 10 claims or revoked, 11 expired or not yet valid, 12 signature or key, \
            13 malformed, 7 issuer unreachable.
            """
    )

    @Option(help: "The issuer that is trusted.") var issuer: String
    @Option(help: "The API that the token must be for.") var audience: String
    @Option(help: "The type that the token must have.") var type: String = "at+jwt"
    @Option(help: "A file with the key: a JSON Web Key or PEM. Nothing is fetched.") var key: String?
    @Option(help: "A file with a set of keys. Nothing is fetched.") var jwks: String?
    @Option(
        help:
            "An algorithm that may sign; may be repeated. (default: all with a public key, or the key's own)")
    var algorithm: [String] = []
    @Option(help: "The time by which clocks may differ.") var leeway: String = "30s"
    @Option(help: "The moment to verify at, with --key or --jwks. (default: now)") var at: String?
    @Argument(help: "- for stdin, @FILE, or the token.") var token: String = "-"
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard key == nil || jwks == nil else {
            throw ValidationError("--key and --jwks can't be used together")
        }
        guard at == nil || key != nil || jwks != nil else {
            throw ValidationError("--at needs --key or --jwks: an issuer is asked about now")
        }
    }

    func run() async throws {
        let now = try at.map { try Moment.seconds($0) } ?? Clock.now()
        let leeway = try self.leeway == "0" ? 0 : TimeSpan.seconds(self.leeway)
        let named = Set(try algorithm.map { try KeyFile.algorithm($0) })
        let keys = try OfflineKeys(key: key, jwks: jwks, algorithms: named)
        let text = try TokenInput.read(token)
        let terms = VerifyTerms(
            issuer: issuer, audience: audience, type: TokenType(type),
            algorithms: keys?.algorithms ?? (named.isEmpty ? SignatureAlgorithm.asymmetric : named),
            keySource: key ?? jwks ?? issuer, isOnline: keys == nil
        )
        let verifier = try keys == nil ? VerifyToken.verifier(terms, leeway: leeway) : nil
        var rejection: TokenRejection?
        do throws(TokenRejection) {
            if let keys { try VerifyToken.check(text, terms, with: keys, leeway: leeway, at: now) }
            _ = try await verifier?.verify(text, at: now)
        } catch {
            rejection = error
        }
        let report = VerifyReport(text, rejected: rejection, terms: terms, at: now)
        if json {
            Terminal.result(json: report.json)
        } else {
            for line in report.lines { Terminal.result(line) }
        }
        if let rejection { throw ExitCode(Failure.code(of: rejection).rawValue) }
    }

    /// Verifies with keys that are at hand.
    private static func check(
        _ text: String,
        _ terms: VerifyTerms,
        with keys: OfflineKeys,
        leeway: Int,
        at now: Int
    ) throws(TokenRejection) {
        let policy = TokenPolicy(
            issuer: terms.issuer, audience: terms.audience, type: terms.type, algorithms: terms.algorithms,
            leeway: leeway, requiredClaims: terms.type == .accessToken ? AccessTokenClaims.required : []
        )
        let unverified = try UnverifiedToken(parsing: text)
        try unverified.checkAlgorithm(policy)
        let key = try keys.key(for: unverified.header)
        _ = try unverified.verified(with: key, policy: policy, at: now)
    }

    private static func verifier(_ terms: VerifyTerms, leeway: Int) throws -> TokenVerifier {
        do {
            return try TokenVerifier(
                issuer: terms.issuer, audience: terms.audience, algorithms: terms.algorithms,
                type: terms.type,
                leeway: leeway
            )
        } catch {
            throw Failure(.usage, error.sentence)
        }
    }
}
