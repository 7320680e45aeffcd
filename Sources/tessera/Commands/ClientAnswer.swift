// A client as the command shows it: everything but the secrets.

internal import Authority
internal import AuthorityServer
internal import JOSE
internal import OAuth
internal import Records

enum ClientAnswer {
    /// One object: what the client is registered with, in the words of the standard, and what it holds.
    static func json(_ listed: ListedClient) throws -> [UInt8] {
        let metadata = try ClientMetadata(parsing: listed.client.metadata)
        return JSONWriter.object { json in
            json.member("client_id", listed.client.id)
            json.member("name", listed.client.name)
            json.member("disabled", listed.client.disabledAt != nil)
            json.member("created_at", Timestamp.text(listed.client.createdAt))
            json.member("origin", listed.client.origin.rawValue)
            metadata.write(to: &json)
            json.array("rights", listed.rights) { json, right in
                json.member("audience", right.api)
                json.member("scopes", right.scopes)
            }
            json.member("guards", listed.guards)
            json.array("secrets", listed.secrets) { json, secret in
                json.member("fingerprint", secret.fingerprint)
                json.member("created_at", Timestamp.text(secret.createdAt))
                if let end = secret.expiresAt { json.member("expires_at", Timestamp.text(end)) }
            }
        }
    }

    /// The same, a line for each thing there is.
    static func lines(_ listed: ListedClient) throws -> [String] {
        let metadata = try ClientMetadata(parsing: listed.client.metadata)
        let state = listed.client.disabledAt.map { "disabled at \(Timestamp.text($0))" } ?? "enabled"
        let isSecret = metadata.authentication == nil
        var rows: [(String, [String])] = [
            ("client", ["\(listed.client.id) · \(listed.client.name) · \(state)"]),
            ("made", ["\(Timestamp.text(listed.client.createdAt)) by \(maker(listed.client.origin))"]),
            (
                "grant types",
                [(metadata.grantTypes ?? [GrantType.authorizationCode.rawValue]).joined(separator: " ")]
            ),
            ("proof", [isSecret ? "client_secret_basic" : metadata.authentication ?? ""]),
            ("redirect", metadata.redirectURIs),
            ("after logout", metadata.afterLogoutURIs),
            ("may ask for", metadata.scope.map { [$0] } ?? []),
            ("default API", metadata.defaultAPI.map { [$0] } ?? []),
            ("first party", metadata.isFirstParty ? ["people are not asked"] : []),
            ("holds itself", listed.rights.map { "\($0.api): \($0.scopes.joined(separator: " "))" }),
            ("guards", listed.guards),
        ]
        rows.append(
            (
                "secrets",
                listed.secrets.map { secret in
                    secret.fingerprint + " since \(Timestamp.text(secret.createdAt))"
                        + (secret.expiresAt.map { " until \(Timestamp.text($0))" } ?? "")
                }
            ))
        return rows.flatMap { name, values in values.map { TokenLines.line(name, $0.escapedForTerminal) } }
    }

    private static func maker(_ origin: ClientOrigin) -> String {
        switch origin {
        case .administrator: "an administrator"
        case .itself: "itself (dynamic registration)"
        case .document: "its own document"
        }
    }
}
