// Finding the client that a request names: one that is registered, or one whose id is the URL of its document.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

extension Clients {
    /// Whether a client may be named by the URL of a document.
    package var takesDocuments: Bool { documents?.areTaken ?? false }

    /// A client as people are shown it; `nil` when there is none.
    package func shown(_ id: String, at now: Int) async throws -> RegisteredClient? {
        do {
            return try await registered(id, at: now)
        } catch is OAuthRefusal {
            return nil
        }
    }

    /// The client of that id, if it may ask for something. The document of one that is named by it is read when it is time.
    ///
    /// - Returns: `nil` when there is none, or it is disabled.
    /// - Throws: ``OAuthRefusal`` `invalid_client` where a document can't be used.
    func registered(_ id: String, at now: Int) async throws -> RegisteredClient? {
        guard Clients.isIdentifier(id) else { return nil }
        let known = try await directory.look(at: now) { try $0.client(id) }
        guard DocumentURL.isLike(id), known.map({ $0.record.origin == .document }) ?? true else {
            return known?.record.disabledAt == nil ? known : nil
        }
        guard known?.record.disabledAt == nil, let documents, documents.areTaken else { return nil }
        if let known, let until = known.record.freshUntil, now < until { return known }
        return try await described(id, before: known?.record, by: documents, at: now)
    }

    /// The client of that id as it is kept, without asking anybody anew.
    ///
    /// - Returns: `nil` when there is none, or it is disabled.
    func kept(_ id: String) async throws -> RegisteredClient? {
        guard Clients.isIdentifier(id), let known = try await directory.look(at: nil, { try $0.client(id) }),
            known.record.disabledAt == nil
        else { return nil }
        return known
    }

    /// The client as its document describes it now.
    private func described(
        _ id: String,
        before: Client?,
        by documents: ClientDocuments,
        at now: Int
    ) async throws -> RegisteredClient {
        let offered = try await offeredScopes()
        let document: ClientDocument
        do throws(ClientDocumentFault) {
            document = try await documents.read(id, offered: offered, at: now)
        } catch {
            // A site that is down for an hour does not take its people's sign-ins with it.
            if error.isPassing, let before, let until = before.freshUntil, now < until + ClientDocuments.grace
            {
                return try RegisteredClient(before)
            }
            throw error.refusal
        }
        let client = Client(
            id: id, name: document.name, createdAt: before?.createdAt ?? now,
            metadata: document.metadata.text,
            origin: .document, freshUntil: document.freshUntil)
        return try await database.write { db in
            let present = try Client.find(id: id, in: db)
            if present == nil, try Client.count(.document, in: db) >= ClientPolicy.most {
                throw OAuthRefusal(
                    .temporarilyUnavailable,
                    "more clients are named by documents than this server keeps; try later")
            }
            guard present?.disabledAt == nil else {
                throw OAuthRefusal(.invalidClient, "the client is disabled")
            }
            try Client.keepDocument(client, in: db)
            return try RegisteredClient(client)
        }
    }
}
