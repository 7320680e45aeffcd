// What a client calls a person: the account's own identifier, or one that no other client knows (OpenID Connect Core §8).

internal import JOSE
internal import OAuth
internal import Records

/// The subjects that clients know.
struct Subjects: Sendable {
    let key: DerivedKey

    /// The `sub` of an account at a client.
    func subject(of account: String, at client: RegisteredClient) -> String {
        guard client.metadata.subjectType?.hasBytes(of: "pairwise") ?? false else { return account }
        return "sub_" + key.text(of: "\(Subjects.sector(of: client)) \(account)")
    }

    /// What a client calls a browser's session: no two clients call it the same.
    func session(_ session: String, at client: String) -> String {
        key.text(of: "session \(client) \(session)")
    }

    /// Clients of one sector know a person by one subject: those of one `sector_identifier_uri`, else of one host. A port of the
    /// person's own device is no host that two clients could share.
    private static func sector(of client: RegisteredClient) -> String {
        if let url = client.metadata.sectorURL { return RegisteredClient.host(of: url) ?? client.id }
        guard let first = client.redirects.first, first.leadsToOneOwner else { return client.id }
        return RegisteredClient.host(of: first.value) ?? client.id
    }
}
