// This site as a client of the authority: where its endpoints are, and what is asked there, always from server to server.

import AsyncHTTPClient
import Crypto
import Fetching
import JOSE
import NIOCore
import NIOHTTP1
import OAuth
import TokenVerifier

/// The tokens of one person. They never leave this process but to the authority and the API.
struct Tokens: Sendable {
    let access: String
    fileprivate(set) var refresh: String?
    fileprivate(set) var identity: String?
    private let expiresAt: ContinuousClock.Instant

    /// Renewed a little early, so that none expires on its way.
    var isFresh: Bool { ContinuousClock.now + .seconds(15) < expiresAt }

    init(_ json: JSONValue) throws(IssuerFault) {
        guard let access = json["access_token"]?.string, let seconds = json["expires_in"]?.integer else {
            throw .unreachable("the token endpoint answered without access_token or expires_in")
        }
        self.access = access
        refresh = json["refresh_token"]?.string
        identity = json["id_token"]?.string
        expiresAt = ContinuousClock.now + .seconds(seconds)
    }
}

extension Tokens {
    /// New tokens; what the authority did not send anew stays (RFC 6749 §6, OpenID Connect Core §12.2).
    init(_ new: Tokens, keeping old: Tokens) {
        self = new
        refresh = new.refresh ?? old.refresh
        // The first ID token is what says, at signing out, whose session it was.
        identity = old.identity
    }
}

/// Why the authority gave nothing.
enum IssuerFault: Error, CustomStringConvertible {
    /// It said no, with an error of RFC 6749 §5.2: asking again won't help.
    case refused(String)
    /// There was no answer, or none that can be understood.
    case unreachable(String)

    var description: String {
        switch self {
        case .refused(let why): "the authority refused: \(why)"
        case .unreachable(let why): "the authority can't be asked: \(why)"
        }
    }
}

struct IssuerClient: Sendable {
    private let settings: Settings
    private let http: HTTPClient
    private let metadata: AuthorizationServerMetadata
    /// Checks ID tokens: they are for this client, and of the type that they have had from the beginning.
    private let identities: TokenVerifier

    private init(_ settings: Settings, _ http: HTTPClient, _ metadata: AuthorizationServerMetadata) throws {
        (self.settings, self.http, self.metadata) = (settings, http, metadata)
        identities = try TokenVerifier(
            issuer: settings.issuer.value, audience: settings.clientID, type: TokenType("JWT"))
    }

    /// Reads the authority's metadata (RFC 8414). It may still be starting, so it has half a minute.
    static func find(_ settings: Settings, _ http: HTTPClient) async throws -> IssuerClient {
        var last = "nothing was asked"
        for _ in 0..<30 {
            for url in settings.issuer.metadataURLs {
                do {
                    let document = try await HTTPFetch().get(url, accept: "application/json")
                    guard document.status == 200 else {
                        last = "\(url) answered \(document.status)"
                        continue
                    }
                    return try IssuerClient(
                        settings, http,
                        AuthorizationServerMetadata(parsing: document.body, for: settings.issuer))
                } catch let fault as FetchFault {
                    last = fault.sentence
                }
            }
            try await Task.sleep(for: .seconds(1))
        }
        throw IssuerFault.unreachable(last)
    }

    /// Where a person is sent to sign in (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).
    func signIn(_ visit: Visit) throws(IssuerFault) -> String {
        let challenge = Base64URL.encode(Array(SHA256.hash(data: Array(visit.verifier.utf8))))
        return try endpoint(metadata.authorizationURL) + "?"
            + Form.text([
                ("response_type", "code"), ("client_id", settings.clientID),
                ("redirect_uri", settings.callback),
                ("scope", settings.scopes), ("resource", settings.audience), ("state", visit.state),
                ("nonce", visit.nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ])
    }

    /// Redeems a code and checks who signed in.
    func redeem(_ code: String, of visit: Visit) async throws -> (Tokens, VerifiedToken) {
        let tokens = try await tokens([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.callback),
            ("code_verifier", visit.verifier),
        ])
        guard let identity = tokens.identity else {
            throw IssuerFault.unreachable("the token endpoint answered without an ID token")
        }
        let person = try await identities.verify(identity)
        // The nonce ties the ID token to this very sign-in (OpenID Connect Core §3.1.3.7).
        guard person["nonce"]?.equals(visit.nonce) ?? false else {
            throw IssuerFault.refused("the ID token is of another sign-in")
        }
        return (tokens, person)
    }

    /// New tokens for old ones (RFC 6749 §6).
    func renew(_ old: Tokens) async throws -> Tokens {
        guard let refresh = old.refresh else { throw IssuerFault.refused("there is no refresh token") }
        return try await tokens([("grant_type", "refresh_token"), ("refresh_token", refresh)])
    }

    /// Ends everything that grew from a sign-in (RFC 7009). The person leaves in any case, so a failure is only told.
    func revoke(_ tokens: Tokens) async -> String? {
        do {
            _ = try await post(
                [("token", tokens.refresh ?? tokens.access)], to: endpoint(metadata.revocationURL))
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Where a person is sent to sign out at the authority as well (OpenID Connect RP-Initiated Logout §2). The ID token
    /// says whose session it is; it opens nothing.
    func signOut(_ identity: String?) -> String? {
        metadata.logoutURL.map { url in
            let hint = identity.map { [(name: "id_token_hint", value: $0)] } ?? []
            return url + "?"
                + Form.text(
                    hint + [
                        ("client_id", settings.clientID), ("post_logout_redirect_uri", "\(settings.site)/"),
                    ])
        }
    }

    private func endpoint(_ url: String?) throws(IssuerFault) -> String {
        guard let url else { throw .unreachable("its metadata lacks an endpoint that this site needs") }
        return url
    }

    private func tokens(_ form: [(name: String, value: String)]) async throws -> Tokens {
        let (status, body) = try await post(form, to: endpoint(metadata.tokenURL))
        let json: JSONValue
        do {
            json = try JSONDocument.object(parsing: body)
        } catch {
            throw IssuerFault.unreachable("the token endpoint answered \(status) without JSON")
        }
        guard status == 200 else {
            let code = json["error"]?.string ?? "\(status)"
            throw status == 400 || status == 401 ? IssuerFault.refused(code) : .unreachable(code)
        }
        return try Tokens(json)
    }

    private func post(_ form: [(name: String, value: String)], to url: String) async throws
        -> (status: Int, body: [UInt8])
    {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "accept", value: "application/json")
        let proof = [(name: "client_id", value: settings.clientID), ("client_secret", settings.clientSecret)]
        request.body = .bytes(ByteBuffer(string: Form.text(form + proof)))
        do {
            let answer = try await http.execute(request, timeout: .seconds(10))
            let body = try await answer.body.collect(upTo: 262_144)
            return (Int(answer.status.code), Array(body.readableBytesView))
        } catch {
            // What failed may name the request, and that holds a secret.
            throw IssuerFault.unreachable("no answer from \(url)")
        }
    }
}
