// Checking a client by a statement that it signed (RFC 7523 §3, RFC 7523bis): its key, its claims, and that it comes once.

internal import JOSE
internal import Logging
internal import OAuth
internal import Records
internal import SQL

extension Clients {
    /// Checks a client's assertion.
    ///
    /// What is wrong with its claims is told to whoever has the client's key, and to nobody else.
    func authenticate(_ assertion: ClientAssertion, at now: Int) async throws -> ClientCaller {
        guard let terms = assertions,
            let client = try await registered(assertion.unverifiedClientID, at: now),
            client.authentication == .privateKeyJWT, Clients.takes(assertion.algorithm, from: client)
        else { throw OAuthRefusal.unproven() }
        let key = try await terms.keys.key(
            for: client, keyID: assertion.keyID, algorithm: assertion.algorithm, at: now)
        do {
            try assertion.check(signedBy: key)
        } catch {
            throw OAuthRefusal.unproven(error.sentence)
        }
        let claims = try assertion.checkedClaims(audiences: terms.audiences(for: client), at: now)
        let mark = SecretDigest.of("assertion \(client.id) \(claims.identifier)")
        let isFirst: Bool = try await database.write { db in
            // Keys may have taken their time to come.
            guard let record = try Client.find(id: client.id, in: db), record.disabledAt == nil else {
                throw OAuthRefusal.unproven()
            }
            return try UsedIdentifier.use(mark, until: claims.expiresAt, in: db)
        }
        guard isFirst else {
            throw OAuthRefusal(
                .invalidClient, "the client assertion was used before; make one for each request")
        }
        if !claims.audience.hasBytes(of: terms.issuer.value) {
            terms.logger.notice(
                "a client addresses its assertions to the token endpoint; they belong to the issuer",
                metadata: ["client": "\(client.id)"])
        }
        return ClientCaller(client: client, isProven: true)
    }

    /// The algorithm that the client is registered with, or any.
    private static func takes(_ algorithm: SignatureAlgorithm, from client: RegisteredClient) -> Bool {
        client.metadata.authenticationAlgorithm.map { $0.hasBytes(of: algorithm.name) } ?? true
    }
}
