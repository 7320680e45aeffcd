// An ID token of ours that somebody shows again, as a hint: signature and issuer hold, and it may have expired.

internal import JOSE
internal import OAuth

struct ShownIDToken: Sendable {
    let subject: String
    /// The client that it was issued to.
    let clientID: String
    /// What that client calls the session.
    let session: String?

    /// - Throws: ``OAuthRefusal`` `invalid_request` for anything but an ID token of this issuer.
    init(_ text: String, issuer: Issuer, keys: SigningKeys) throws(OAuthRefusal) {
        do {
            let token = try CompactJWS(parsing: text)
            guard let key = keys.published.key(id: token.header.keyID),
                token.header.type == TokenType("JWT")
            else { throw ShownIDToken.refusal }
            let claims = try JSONDocument.object(parsing: token.payload(provenWith: key))
            guard let issued = claims["iss"], issued.equals(issuer.value),
                let subject = claims["sub"]?.string,
                let client = claims["aud"]?.string
            else { throw ShownIDToken.refusal }
            (self.subject, clientID) = (subject, client)
            session = claims["sid"]?.string
        } catch {
            throw ShownIDToken.refusal
        }
    }

    private static let refusal = OAuthRefusal(
        .invalidRequest, "the id_token_hint is not an ID token of this issuer")
}
