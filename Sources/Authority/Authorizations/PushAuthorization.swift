// Pushed authorization requests (RFC 9126): a client sends its request ahead, and the browser brings only its name.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

/// The name of a pushed request.
struct PushedName: Sendable {
    private static let prefix = "urn:ietf:params:oauth:request_uri:"
    let uri: String
    private let secret: String

    /// A name of 256 random bits.
    static func make() -> PushedName { PushedName(secret: RandomSecret.text(32)) }

    private init(secret: String) { (uri, self.secret) = (Self.prefix + secret, secret) }

    /// - Returns: `nil` for what is no name of ours, whoever made it.
    init?(_ uri: String) {
        guard uri.utf8.starts(with: Self.prefix.utf8), uri.utf8.count <= 256 else { return nil }
        self.init(secret: String(decoding: uri.utf8.dropFirst(Self.prefix.utf8.count), as: UTF8.self))
    }

    /// What is kept of it.
    var hash: String { SecretDigest.of(secret) }
}

/// A request that was taken (RFC 9126 §2.2).
package struct PushedAnswer: Sendable {
    package let uri: String
    package let expiresIn: Int
}

extension Authorizations {
    /// Seconds within which the browser must come with the name (RFC 9126 §2.2, FAPI 2.0 §5.3.2.2).
    private static let pushedLifetime = 90

    /// What proves the client, and is no part of the request.
    private static let proofs = ["client_secret", "client_assertion", "client_assertion_type"]

    /// Takes a request ahead. It is read by the rules of the authorization endpoint, and by the same code.
    ///
    /// - Parameters:
    ///   - pairs: of the form.
    ///   - sender: what was proven of a key; the code will be bound to it (RFC 9449 §10.1).
    /// - Throws: ``OAuthRefusal`` for whatever is wrong with the request; a fault of the database.
    package func push(
        _ pairs: [(name: String, value: String)],
        by caller: ClientCaller,
        sender: ProvenSender,
        at now: Int
    ) async throws -> PushedAnswer {
        let sent = try RequestParameters(pairs).without(Authorizations.proofs)
        guard sent.value("request_uri") == nil else {
            throw OAuthRefusal(
                .invalidRequest, "a request that is pushed can't name another: leave request_uri out")
        }
        if let named = sent.value("client_id"), !named.hasBytes(of: caller.id) {
            throw OAuthRefusal(
                .invalidRequest, "client_id names another client than the one that proved itself")
        }
        let name = PushedName.make()
        do {
            var opened = try await open(sent.without(["client_id"]).with("client_id", caller.id), at: now)
            // FAPI 2.0 §5.3.2.2: a request that is pushed is whole, and no registration fills its gaps.
            guard opened.redirect.wasNamed else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the parameter redirect_uri is missing: a request that is pushed names it")
            }
            opened.source.pushed = name.hash
            opened.source.keyThumbprint = sender.keyThumbprint
            let request = try await read(opened)
            let kept = PushedRequest(
                hash: name.hash,
                client: caller.id,
                parameters: opened.parameters.without([SignInMark.parameter]).form,
                keyThumbprint: request.keyThumbprint,
                expiresAt: now + Authorizations.pushedLifetime
            )
            try await database.write { try PushedRequest.insert(kept, in: $0) }
        } catch let refused as RefusedHere {
            let refusal = refused.refusal.refusal
            throw OAuthRefusal(refusal.code.answered, refusal.sentence)
        } catch let refused as RefusedThere {
            throw refused.refusal
        }
        return PushedAnswer(uri: name.uri, expiresIn: Authorizations.pushedLifetime)
    }

    /// The pushed request of that name.
    ///
    /// - Parameter moment: when it was first here, if its mark says so. Whoever came in time may take as long to sign in and
    ///   to decide as with any other request.
    /// - Throws: ``RefusedHere`` `invalid_request_uri`; of what is another client's nothing else is told.
    func pushed(
        _ name: PushedName,
        of client: RegisteredClient,
        since moment: Int?,
        at now: Int
    ) async throws -> PushedRequest {
        let hash = name.hash
        let found = try await database.read { try PushedRequest.find(hash: hash, in: $0) }
        guard let found, found.client.hasBytes(of: client.id), found.usedAt == nil,
            now < found.expiresAt || moment.map({ $0 < found.expiresAt }) ?? false
        else {
            throw RefusedHere(
                OAuthRefusal(
                    .invalidRequestURI,
                    "the request_uri is wrong, over, used, or another client's; go back and begin again"),
                client: client)
        }
        return found
    }
}

extension RequestParameters {
    /// What goes on between the pages: of a request that was pushed its name alone, since nothing else of it counts.
    var carried: RequestParameters {
        guard let uri = value("request_uri"), PushedName(uri) != nil else { return self }
        let names = ["client_id", "request_uri", SignInMark.parameter]
        return RequestParameters(
            checked: pairs.filter { pair in names.contains { $0.hasBytes(of: pair.name) } })
    }
}
