// Changing an API that is registered: how its tokens are made, its scopes, and which one is the default.

internal import OAuth
package import Records
internal import SQL

extension APIs {
    /// The API of that identifier, or the default API.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`.
    package func find(_ identifier: String?) async throws -> API {
        try await database.read { try APIs.find(identifier, with: [], in: $0) }
    }

    /// Changes what is said of an API; tokens that were made before stay as they are.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`, or `invalid_request` for what no API can be.
    package func change(_ identifier: String, _ change: APIChange) async throws -> API {
        try await database.write { db in
            let wanted = try APIs.changed(APIs.find(identifier, with: [], in: db), change)
            _ = try API.update(wanted, in: db)
            return wanted
        }
    }

    /// Adds a scope after those that the API has, or gives one that it has another sentence.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`, or `invalid_request` for what can't be a scope.
    package func addScope(_ scope: APIScope, to identifier: String) async throws -> API {
        try await database.write { db in
            let found = try APIs.find(identifier, with: [], in: db)
            try APIs.check(
                API(
                    identifier: found.identifier, name: found.name, scopes: [scope],
                    createdAt: found.createdAt))
            try API.add(scope, to: found.identifier, in: db)
            return try APIs.find(identifier, with: [], in: db)
        }
    }

    /// Takes a scope away from an API and from all who hold it, and takes back every token that may carry it.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target` or `invalid_scope`.
    package func removeScope(_ name: String, from identifier: String, at now: Int) async throws
        -> RevocationCount
    {
        try await database.write { db in
            let found = try APIs.find(identifier, with: [name], in: db)
            return try WithdrawScope.from(api: found.identifier, name, at: now, in: db).count
        }
    }

    /// Makes an API the one that is meant where none is named.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`.
    package func makeDefault(_ identifier: String, at now: Int) async throws -> API {
        try await database.write { db in
            let found = try APIs.find(identifier, with: [], in: db)
            _ = try API.makeDefault(identifier: found.identifier, at: now, in: db)
            return try APIs.find(identifier, with: [], in: db)
        }
    }
}
