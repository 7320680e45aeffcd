// Finding the client and the redirect URI of a request, and its parameters: in the query, pushed, or in a request object.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Authorizations {
    /// The client, the redirect URI and the parameters of a request.
    struct Opening: Sendable {
        let parameters: RequestParameters
        var source: RequestSource
        let client: RegisteredClient
        let redirect: TrustedRedirect
        let mode: ResponseMode
        let state: String?
    }

    /// Finds the client and the redirect URI: nothing is answered elsewhere before both are known.
    ///
    /// - Parameter moment: when the request was first here, if its mark says so.
    /// - Throws: ``RefusedHere``, ``RefusedThere``, or a fault of the database.
    func open(_ parameters: RequestParameters, since moment: Int? = nil, at now: Int) async throws -> Opening
    {
        guard let id = parameters.value("client_id") else {
            throw RefusedHere(OAuthRefusal(.invalidRequest, "the parameter client_id is missing"))
        }
        let known: RegisteredClient?
        do {
            known = try await clients.registered(id, at: now)
        } catch let refusal as OAuthRefusal {
            throw RefusedHere(refusal, received: parameters.value("redirect_uri"))
        }
        guard let client = known else {
            throw RefusedHere(
                OAuthRefusal(.invalidClient, "there is no client of that id here, or it is disabled"),
                received: parameters.value("redirect_uri"))
        }
        var source = RequestSource()
        source.mustBePushed = mustPush
        if let uri = parameters.value("request_uri") {
            guard parameters.value("request") == nil else {
                throw RefusedHere(
                    OAuthRefusal(.invalidRequest, "request and request_uri exclude each other"),
                    client: client)
            }
            guard let name = PushedName(uri) else {
                throw refused(
                    OAuthRefusal(
                        .requestURINotSupported,
                        "request_uri may only be what the pushed_authorization_request_endpoint answered"),
                    parameters, client)
            }
            let pushed = try await pushed(name, of: client, since: moment, at: now)
            source.pushed = pushed.hash
            source.isSigned = true
            source.keyThumbprint = pushed.keyThumbprint
            let inside = RequestParameters(checked: FormParameters.of(pushed.parameters.utf8))
            return try opening(inside, source, client)
        }
        guard let text = parameters.value("request") else { return try opening(parameters, source, client) }
        let inside: RequestParameters
        do {
            inside = try await signed(text, by: client, at: now)
        } catch let refusal as OAuthRefusal {
            throw refused(refusal, parameters, client)
        }
        source.isSigned = true
        return try opening(inside, source, client)
    }

    /// Reads the rules of a request that was opened.
    ///
    /// - Throws: ``OAuthRefusal``, which its client is told.
    func read(_ opening: Opening) async throws -> AuthorizationRequest {
        let hint = try opening.parameters.value("id_token_hint").map { try subject(hintedBy: $0) }
        let issuer = issuer
        return try await database.read { db in
            try AuthorizationRequest(
                opening.parameters, of: opening.source, from: opening.client, to: opening.redirect,
                mode: opening.mode, issuer: issuer, hint: hint, in: db)
        }
    }

    private func opening(
        _ parameters: RequestParameters,
        _ source: RequestSource,
        _ client: RegisteredClient
    ) throws -> Opening {
        let redirect: TrustedRedirect
        do {
            redirect = try TrustedRedirect(of: parameters, client)
        } catch {
            throw RefusedHere(error, client: client, received: parameters.value("redirect_uri"))
        }
        return Opening(
            parameters: parameters,
            source: source,
            client: client,
            redirect: redirect,
            mode: Authorizations.mode(parameters),
            state: parameters.value("state")
        )
    }

    private static func mode(_ parameters: RequestParameters) -> ResponseMode {
        parameters.value("response_mode").flatMap { ResponseMode(rawValue: $0) } ?? .query
    }

    /// Where a refusal of parameters that can't be read is told.
    private func refused(
        _ refusal: OAuthRefusal,
        _ outside: RequestParameters,
        _ client: RegisteredClient
    ) -> any Error {
        do {
            let redirect = try TrustedRedirect(of: outside, client)
            guard isSentOn(refusal, to: client) else {
                return RefusedHere(refusal, client: client, received: redirect.uri)
            }
            let answer = answer(
                refusal, to: redirect, mode: Authorizations.mode(outside), state: outside.value("state"))
            return RefusedThere(refusal: refusal, answer: answer)
        } catch {
            return RefusedHere(refusal, client: client, received: outside.value("redirect_uri"))
        }
    }

    /// The request in a request object. Of what stands outside nothing counts but the client (RFC 9101 §6.3).
    private func signed(_ text: String, by client: RegisteredClient, at now: Int) async throws
        -> RequestParameters
    {
        let object = try RequestObject(text)
        if let name = client.metadata.requestAlgorithm, !object.algorithm.name.hasBytes(of: name) {
            throw OAuthRefusal(
                .invalidRequestObject,
                "the client is registered to sign its requests with \(PlainText.of(name))")
        }
        let key: VerificationKey
        do {
            key = try await clientKeys.key(
                for: client, keyID: object.keyID, algorithm: object.algorithm, at: now)
        } catch let refusal as OAuthRefusal {
            throw OAuthRefusal(
                .invalidRequestObject, "the client has no such key; register it in its jwks or jwks_uri",
                detail: refusal.detail)
        }
        return try object.verified(with: key, of: client.id, issuer: issuer, at: now)
    }
}
